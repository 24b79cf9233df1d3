// What the page opens with: the stories that most report, questions to try, the newest articles.

import { articleLink } from "../answer/chip.js";
import * as api from "../data/api.js";
import { ago, button, byId, day, el, plural, publisher, publisherName, span, words } from "../dom.js";

const NAMED = 3; // publishers of a story; the others are counted
const BESIDE = matchMedia("(min-width: 62rem)"); // the stories have a column of their own

/**
 * Draw it so that nothing moves: the stories may take some seconds where the archive has just changed. `filters` are
 * offered the publishers, `onAsk` gets a question.
 */
export async function drawFront(filters, onAsk) {
  const telling = api.stories().catch(() => ({ stories: [] }));
  const { examples, publishers, newest } = await api.front().catch(() => ({ examples: [], publishers: [], newest: [] }));
  filters.offer(publishers);
  byId("examples").replaceChildren(...examples.map((text) => el("li", {}, button(text, () => onAsk(text)))));
  byId("examples").parentElement.hidden = !examples.length;
  byId("newest").replaceChildren(...newest.map((article) => el("li", {}, articleLink(article, null, { className: "headline" }),
    el("p", { className: "meta" }, publisher(article.publisher), " · ", ago(article.published_at)))));
  if (BESIDE.matches) byId("offers").hidden = !newest.length;
  const { stories, since, until } = await telling;
  byId("stories-title").textContent = stories.length ? `Most reported, ${span(since, until)}` : "";
  byId("stories").replaceChildren(...stories.map((story) => drawStory(story, onAsk)));
  byId("stories-part").hidden = !stories.length;
  byId("offers").hidden = !newest.length;
}

function drawStory({ article, independent_reports: n, publishers, since, until, reports, question }, onAsk) {
  const others = publishers.length - NAMED;
  const names = publishers.slice(0, others > 1 ? NAMED : undefined).map((name) => publisherName(name)).join(", ");
  return el("li", {},
    articleLink(article, null, { className: "headline" }),
    el("p", { className: "meta" }, el("strong", {}, n > 1 ? `${n} independent reports` : "1 report"), " · ",
      words(names), others > 1 ? ` and ${others} more` : "", " · ", since === until ? day(since) : span(since, until)),
    question ? el("p", {}, button(words(question), () => onAsk(question), { className: "opens" })) : null,
    n > 1 ? el("details", {}, el("summary", {}, reports.length < n ? `${reports.length} of the ${plural(n, "report")}` : `The ${plural(n, "report")}`),
      el("ol", { className: "steps", role: "list" }, reports.map(step))) : null);
}

const step = (article) => el("li", {}, el("time", { dateTime: article.published_at }, day(article.published_at)), " ",
  el("span", {}, publisher(article.publisher), " ", articleLink(article, null, { className: "title" })));
