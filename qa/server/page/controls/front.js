// What the page opens with: the stories that most report, questions to try, the newest articles.

import { articleLink } from "../answer/chip.js";
import * as api from "../data/api.js";
import { storyAddress } from "../data/addresses.js";
import { ago, day, span } from "../dates.js";
import { button, byId, el, headline, placeLink, publisher, publisherName, words } from "../dom.js";
import { t } from "../texts.js";

const NAMED = 3; // publishers of a story; the others are counted
const AGAIN_MS = 2_000; // questions are looked for when the stories are known
const MAX_AGAIN = 30;

/** Draw it, each part below what stands already; `filters` are offered the publishers, `onAsk` gets a question, `go` an
 * address of the page. */
export async function drawFront(filters, onAsk, go) {
  const fronting = api.front().catch(() => null);
  if (!document.body.classList.contains("asked")) await drawStories(onAsk, go);
  await drawRest(fronting, filters, onAsk);
}

async function drawRest(fronting, filters, onAsk) {
  const { examples, publishers, newest } = await fronting ?? { examples: [], publishers: [], newest: [] };
  filters.offer(publishers);
  byId("examples").replaceChildren(...examples.map((text) => el("li", {}, button(text, () => onAsk(text)))));
  byId("examples").parentElement.hidden = !examples.length;
  byId("newest").replaceChildren(...newest.map((article) => el("li", {}, articleLink(article, null, { className: "headline" }),
    el("p", { className: "meta" }, publisher(article.publisher), " · ", ago(article.published_at)))));
  byId("newest").parentElement.hidden = !newest.length;
}

async function drawStories(onAsk, go) {
  const told = await api.stories().catch(() => ({ stories: [] }));
  const { stories, since, until } = told;
  byId("stories-title").textContent = stories.length ? t("most_reported", { days: span(since, until) }) : "";
  const drawn = stories.map((story) => drawStory(story, storyAddress(story, told), go));
  byId("stories").replaceChildren(...drawn);
  byId("stories-part").hidden = !stories.length;
  byId("offers").hidden = false;
  follow(told, drawn, onAsk);
}

/** Put the questions into their places as they are found. */
async function follow(told, drawn, onAsk, left = MAX_AGAIN) {
  for (const [i, { question }] of told.stories.entries()) {
    const place = drawn[i].querySelector(".opens");
    if (question && !place.childElementCount) place.append(button(words(question), () => onAsk(question)));
    else if (told.is_whole && !question && left === MAX_AGAIN) place.remove();
  }
  if (told.is_whole || !left || !drawn[0]?.isConnected) return;
  await new Promise((later) => setTimeout(later, AGAIN_MS));
  const next = await api.stories().catch(() => null);
  if (next?.revision === told.revision) follow(next, drawn, onAsk, left - 1);
}

function drawStory({ article, independent_reports: n, publishers, since, until, reports }, address, go) {
  const others = publishers.length - NAMED;
  const names = publishers.slice(0, others > 1 ? NAMED : undefined).map((name) => publisherName(name)).join(", ");
  return el("li", {},
    placeLink(address, words(headline(article), { lang: article.language }), go, { className: "headline" }),
    el("p", { className: "meta" }, el("strong", {}, publishers.length > 1 ? t("independent_reports", { n }) : t("reports", { n })), " · ",
      since === until ? day(since) : span(since, until), " · ",
      words(names), others > 1 ? ` ${t("and_more", { n: others })}` : ""),
    el("p", { className: "opens" }),
    n > 1 ? el("details", {}, el("summary", {}, reports.length < n ? t("some_of_reports", { some: reports.length, n }) : t("the_reports", { n })),
      el("ol", { className: "steps", role: "list" }, reports.map(step))) : null);
}

const step = (article) => el("li", {}, el("time", { dateTime: article.published_at }, day(article.published_at)), " ",
  el("span", {}, publisher(article.publisher), " ", articleLink(article, null, { className: "title" })));
