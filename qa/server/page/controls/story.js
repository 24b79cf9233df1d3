// A story on a page of its own: its independent reports by day, each in a verbatim line, with versions and corrections.

import { articleLink, showArticle } from "../answer/chip.js";
import { source } from "../answer/quote.js";
import { withSource } from "../data/as_text.js";
import * as api from "../data/api.js";
import { alsoIn, button, byId, copies, day, el, entitle, original, plural, publisher, publisherName, span, words } from "../dom.js";

const CORRECTIONS = { correction: "Corrected", clarification: "Clarified", retraction: "Retracted" };
const place = byId("place");

/** Draw the story that an address leads to; `onAsk` gets its question. */
export async function drawStory({ story: id, since, until }, onAsk) {
  const address = location.href;
  place.replaceChildren(el("p", { className: "state", role: "status" }, "Loading…"));
  try {
    const told = await api.story(id, since, until);
    if (location.href !== address) return; // the reader has gone elsewhere
    entitle(told.headline);
    place.replaceChildren(head(told, onAsk), steps(told), rail(told));
  } catch (error) {
    if (location.href === address) drawProblem(error, () => drawStory({ story: id, since, until }, onAsk), { since, until });
  }
}

function drawProblem(error, retry, { since, until }) {
  const isGone = error.status === 404;
  const days = since && until ? ` of ${span(since, until)}` : "";
  entitle(isGone ? "This story is not here" : "");
  place.replaceChildren(el("h2", { id: "place-title" }, isGone ? "This story is not here" : "The story cannot be shown"),
    el("p", {}, isGone ? `No story${days} goes by this address. Stories are grouped anew as news comes: one gets another address when an earlier report of it is found, or its first report is removed.` : api.explain(error)),
    isGone ? el("p", {}, "The most reported stories are on ", el("a", { href: "/" }, "the front page"), "; or type words of the story below and choose “Find articles with these words”.")
      : el("p", {}, button("Retry", retry)));
}

function head(told, onAsk) {
  const n = told.independent_reports;
  return el("header", { className: "place-head" },
    el("h2", { id: "place-title" }, words(told.headline, { lang: told.article.language })),
    el("p", { className: "meta" }, el("strong", {}, n > 1 && told.publishers.length > 1 ? `${n} independent reports` : plural(n, "report")),
      ` by ${plural(told.publishers.length, "publisher")} · ${told.since === told.until ? day(told.since) : span(told.since, told.until)}`,
      told.is_all ? "" : ` · the ${told.reports.length} that have most of it are below`),
    el("p", { className: "bar" },
      told.question ? button(words(told.question), () => onAsk(told.question), { className: "small" }) : null,
      copies("Copy link", () => location.href, { className: "small" }), button("Print", () => print(), { className: "small" })),
    el("p", { className: "meta" }, "A program groups the reports, so one may be out of place. Each line is a sentence from the beginning of a report, word for word."));
}

const firstOf = (report) => report.articles[0].article;
const dayOf = (report) => firstOf(report).published_at?.slice(0, 10) ?? "";

/** Day by day: the lines that say something new, and below them the day's other reports. */
function steps({ reports }) {
  const days = new Map();
  for (const report of reports) days.set(dayOf(report), [...(days.get(dayOf(report)) ?? []), report]);
  return el("ol", { className: "brief story-days", role: "list" }, [...days].map(([date, all]) => {
    const told = all.filter(({ line, is_new: isNew }) => line && isNew);
    const others = all.filter((report) => !told.includes(report));
    return el("li", {},
      el("p", { className: "told-on" }, date ? el("time", { dateTime: date }, day(date)) : "undated",
        el("span", { className: "meta" }, plural(all.length, "report"))),
      el("div", { className: "quotes" }, told.map((report) => step(report, date)), rest(others, told.length > 0)));
  }));
}

function step(report, shownDay) {
  const { line } = report;
  return el("figure", { className: "quote" },
    el("blockquote", {}, el("p", { lang: line.article.language, dir: "auto" }, line.quote)),
    el("figcaption", {}, source(line, { shownDay }), alsoCarried(report), changed(report),
      el("p", { className: "actions" }, copies("Copy quote", () => withSource(line), { className: "text" }), original(line.article, line))));
}

/** Who else has the same words; `line` may not be in all of them. */
function alsoCarried({ articles }) {
  const [{ article }, ...others] = articles;
  const elsewhere = others.map((one) => one.article).filter((one) => one.publisher !== article.publisher);
  return elsewhere.length ? el("p", { className: "source" }, "The same report at ", alsoIn(elsewhere)) : null;
}

/** What has become of a report's articles: corrections in their own words, and how many versions there are. */
function changed({ articles }) {
  return articles.flatMap(({ article, n_versions: n, corrections }) => {
    const which = articles.length > 1 ? [" (", publisher(article.publisher), ")"] : "";
    const see = n > 1 ? button("See what changed", ({ currentTarget }) => showArticle(article, null, currentTarget, true), { className: "text" }) : "";
    const told = corrections.map((one) => el("p", { className: "notice correction" },
      el("strong", {}, CORRECTIONS[one.kind], one.date ? ` on ${day(one.date)}` : ""), which, " ",
      words(one.text.replace(/^(correction|clarification|retraction)s?:\s*/i, "")), " ", see));
    return told.length || n < 2 ? told : [el("p", { className: "source" }, `${n} versions`, which, " ", see)];
  });
}

function rest(others, hasLines) {
  if (!others.length) return null;
  const list = el("ul", { className: "carriers", role: "list" }, others.map((report) => el("li", {},
    publisher(firstOf(report).publisher), " ", articleLink(firstOf(report), report.line, { className: "title" }), alsoCarried(report), changed(report))));
  return hasLines ? el("details", { open: others.length <= 3 }, el("summary", {}, plural(others.length, "more report")), list) : list;
}

/** Who reports it, and how many articles each. */
function rail({ reports }) {
  const counts = new Map();
  for (const { article } of reports.flatMap(({ articles }) => articles)) {
    const name = publisherName(article.publisher);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return el("aside", { className: "rail", ariaLabel: "Who reports it" }, el("section", {}, el("h3", {}, "Who reports it"),
    el("ul", { className: "by-publisher", role: "list" }, [...counts].map(([name, n]) => el("li", {}, words(name), ` ${plural(n, "article")}`)))));
}
