// A story on a page of its own: its independent reports by day, each in a verbatim line, with versions and corrections.

import "../more_texts.js";
import { articleLink, showArticle } from "../answer/chip.js";
import { source } from "../answer/quote.js";
import { shares } from "../answer/share.js";
import { withSource } from "../data/as_text.js";
import * as api from "../data/api.js";
import * as archiveApi from "../data/archive_api.js";
import { correctionHead, correctionText } from "../answer/corrections.js";
import { day, span } from "../dates.js";
import { alsoIn, button, byId, copies, el, entitle, original, publisher, publisherName, words } from "../dom.js";
import { parts, t } from "../texts.js";

const place = byId("place");

/** Draw the story that an address leads to; `onAsk` gets its question. */
export async function drawStory({ story: id, since, until }, onAsk) {
  const address = location.href;
  place.replaceChildren(el("p", { className: "state", role: "status" }, t("loading")));
  try {
    const told = await archiveApi.story(id, since, until);
    if (location.href !== address) return; // the reader has gone elsewhere
    entitle(told.headline);
    place.replaceChildren(head(told, onAsk), steps(told), rail(told));
  } catch (error) {
    if (location.href === address) drawProblem(error, () => drawStory({ story: id, since, until }, onAsk), { since, until });
  }
}

function drawProblem(error, retry, { since, until }) {
  const isGone = error.status === 404;
  const none = since && until ? t("no_story_of_days", { days: span(since, until) }) : t("no_story");
  entitle(isGone ? t("story_not_here") : "");
  place.replaceChildren(el("h2", { id: "place-title" }, isGone ? t("story_not_here") : t("story_not_shown")),
    el("p", {}, isGone ? `${none} ${t("stories_regrouped")}` : api.explain(error)),
    isGone ? el("p", {}, parts("stories_are_on_front", { front: el("a", { href: "/" }, t("the_front_page")), find: t("find_articles") }))
      : el("p", {}, button(t("retry"), retry)));
}

function head(told, onAsk) {
  const n = told.independent_reports;
  return el("header", { className: "place-head" },
    el("h2", { id: "place-title" }, words(told.headline, { lang: told.article.language })),
    el("p", { className: "meta" }, parts("reports_by", { n: told.publishers.length,
      reports: el("strong", {}, told.publishers.length > 1 ? t("independent_reports", { n }) : t("reports", { n })) }),
      ` · ${told.since === told.until ? day(told.since) : span(told.since, told.until)}`,
      told.is_all ? "" : ` · ${t("most_of_it_below", { shown: told.reports.length })}`),
    el("p", { className: "bar" },
      told.question ? button(words(told.question), () => onAsk(told.question), { className: "small" }) : null,
      copies(t("copy_link"), () => location.href, { className: "small" }), button(t("print"), () => print(), { className: "small" })),
    el("p", { className: "meta" }, t("story_note")));
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
      el("p", { className: "told-on" }, date ? el("time", { dateTime: date }, day(date)) : t("undated"),
        el("span", { className: "meta" }, t("reports", { n: all.length }))),
      el("div", { className: "quotes" }, told.map((report) => step(report, date)), rest(others, told.length > 0)));
  }));
}

function step(report, shownDay) {
  const { line } = report;
  return el("figure", { className: "quote" },
    el("blockquote", {}, el("p", { lang: line.article.language, dir: "auto" }, line.quote)),
    el("figcaption", {}, source(line, { shownDay }), alsoCarried(report), changed(report),
      el("p", { className: "actions" }, copies(t("copy_quote"), () => withSource(line), { className: "text" }), shares(line), original(line.article, line))));
}

/** Who else has the same words; `line` may not be in all of them. */
function alsoCarried({ articles }) {
  const [{ article }, ...others] = articles;
  const elsewhere = others.map((one) => one.article).filter((one) => one.publisher !== article.publisher);
  return elsewhere.length ? el("p", { className: "source" }, parts("same_report_at", { others: alsoIn(elsewhere) })) : null;
}

/** What has become of a report's articles: corrections in their own words, and how many versions there are. */
function changed({ articles }) {
  return articles.flatMap(({ article, n_versions: n, corrections }) => {
    const which = articles.length > 1 ? [" (", publisher(article.publisher), ")"] : "";
    const see = n > 1 ? button(t("see_changes"), ({ currentTarget }) => showArticle(article, null, currentTarget, true), { className: "text" }) : "";
    const told = corrections.map((one) => el("p", { className: "notice correction" },
      correctionHead(one), which, " ", correctionText(one), " ", see));
    return told.length || n < 2 ? told : [el("p", { className: "source" }, t("versions", { n }), which, " ", see)];
  });
}

function rest(others, hasLines) {
  if (!others.length) return null;
  const list = el("ul", { className: "carriers", role: "list" }, others.map((report) => el("li", {},
    publisher(firstOf(report).publisher), " ", articleLink(firstOf(report), report.line, { className: "title" }), alsoCarried(report), changed(report))));
  return hasLines ? el("details", { open: others.length <= 3 }, el("summary", {}, t("more_reports", { n: others.length })), list) : list;
}

/** Who reports it, and how many articles each. */
function rail({ reports }) {
  const counts = new Map();
  for (const { article } of reports.flatMap(({ articles }) => articles)) {
    const name = publisherName(article.publisher);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return el("aside", { className: "rail", ariaLabel: t("who_reports") }, el("section", {}, el("h3", {}, t("who_reports")),
    el("ul", { className: "by-publisher", role: "list" }, [...counts].map(([name, n]) => el("li", {}, words(name), ` ${t("articles", { n })}`)))));
}
