// The articles that have some words: a list by relevance or day, and how many of each publisher and month.

import "../more_texts.js";
import { articleLink } from "../answer/chip.js";
import { findAddress } from "../data/addresses.js";
import * as api from "../data/api.js";
import * as archiveApi from "../data/archive_api.js";
import { day, month } from "../dates.js";
import { button, byId, cut, el, joined, publisher, publisherName, words as said } from "../dom.js";
import { number, parts, t } from "../texts.js";

const LISTED = 20;
const MOST_MONTHS = 12; // that are drawn, of more the years
let drawing = 0; // the last search is the one that is shown

/** Draw what is found; `go` leads to the address of another search. */
export async function drawFound(words, set, order, go) {
  const mine = ++drawing;
  const part = byId("found");
  part.replaceChildren(el("h2", { id: "found-title" }, parts("articles_with", { words: said(words) })), el("p", { className: "state" }, t("searching")));
  const ask = (offset) => archiveApi.search(asked(words, set, order, offset));
  try {
    const found = await ask(0);
    if (mine !== drawing) return;
    const list = el("ol", { className: "hits", role: "list" }, found.articles.map(hit));
    part.replaceChildren(part.firstChild, summary(found, words, set, order, go),
      el("div", { className: "found-list" }, list, further(found, list, ask)), counts(found, words, set, order, go));
  } catch (error) {
    if (mine === drawing) part.lastChild.replaceWith(el("p", { className: "problem" }, error.status === 422 && !/\p{L}|\p{N}/u.test(words)
      ? t("no_words_to_search") : api.explain(error)));
  }
}

function asked(words, { since, until, as_of: asOf, publishers = [] }, order, offset) {
  const given = new URLSearchParams({ q: words, order, offset, limit: LISTED });
  for (const [name, value] of Object.entries({ since, until, as_of: asOf })) if (value) given.set(name, value);
  for (const name of publishers) given.append("publishers", name);
  return given;
}

function summary({ n_articles: n, has_all: hasAll, is_all: isAll, too_long: tooLong }, words, set, order, go) {
  const isNarrow = Object.keys(set).length > 0;
  const counted = t(isAll ? "articles" : "more_than_articles", { n });
  const none = () => (isNarrow ? t("none_has_any_filtered") : t("none_has_any")); // all are looked for in one passage: an article may have them far apart
  const some = () => [isNarrow ? t("none_has_all_filtered") : t("none_has_all"), t(isAll ? "some_have_some" : "many_have_some", { n })].join(" ");
  const text = !n ? none() : hasAll ? `${counted}.` : some();
  const sorts = [["relevance", t("best_first")], ["date", t("newest_first")]].map(([name, label]) =>
    button(label, () => go(findAddress(words, set, name)), { className: "small", ariaPressed: String(name === order) }));
  const notSought = tooLong.length ? [" ", parts("too_long_words", { words: said(tooLong.map((word) => cut(word, 40)).join(", ")) })] : "";
  return el("div", { className: "summary" }, el("p", { className: "state", role: "status" }, text, notSought), n > 1 ? el("p", { className: "bar" }, sorts) : null,
    isNarrow ? button(t("search_everything"), () => go(findAddress(words, {}, order)), { className: "text" }) : null);
}

const hit = ({ article, sentence, start, end }) => el("li", {},
  articleLink(article, { quote: sentence, start, end }, { className: "headline" }),
  el("p", { className: "meta" }, joined([publisher(article.publisher), article.published_at ? day(article.published_at) : t("undated")], " · ")),
  el("p", { className: "snippet", dir: "auto", lang: article.language }, cut(sentence, 300)));

/** The next ones, below those that stand. */
function further({ n_articles: n }, list, ask) {
  const problem = el("p", { className: "problem", role: "alert" });
  const more = button(t("show_more"), async () => {
    more.disabled = true; // or a second click would bring the same ones again
    try {
      const { articles } = await ask(list.childElementCount);
      const nodes = articles.map(hit);
      list.append(...nodes);
      nodes[0]?.querySelector("a").focus();
      more.hidden = !articles.length || list.childElementCount >= n;
      problem.textContent = "";
    } catch (error) {
      problem.replaceChildren(api.explain(error));
    }
    const isLeft = document.activeElement === document.body; // a button that cannot be pressed loses the focus
    more.disabled = false;
    if (isLeft) more.focus();
  });
  more.hidden = list.childElementCount >= n;
  return [more, problem];
}

/** Of many months the years: a bar is wide enough to be hit. */
function bySpan(months) {
  const perMonth = months.map(({ name, articles }) => {
    const until = new Date(Date.UTC(...name.split("-").map(Number), 0)).toISOString().slice(0, 10);
    return { label: month(name), since: `${name}-01`, until, articles };
  });
  if (months.length <= MOST_MONTHS) return perMonth;
  const years = new Map();
  for (const { since, articles } of perMonth) {
    const label = since.slice(0, 4);
    const sum = (years.get(label)?.articles ?? 0) + articles;
    years.set(label, { label, since: `${label}-01-01`, until: `${label}-12-31`, articles: sum });
  }
  return [...years.values()];
}

/** Draw the pointer from one bar to another to narrow the search to all days between them; the filters do it by keyboard. */
function brushed(list, spans, narrow) {
  let from = -1;
  const bars = [...list.children];
  const at = ({ target }) => bars.indexOf(target.closest("li"));
  const mark = (first, last) => bars.forEach((bar, i) => bar.classList.toggle("brushed", i >= first && i <= last));
  list.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && !event.button) from = at(event);
  });
  list.addEventListener("pointerover", (event) => {
    const to = at(event);
    if (from >= 0 && to >= 0) mark(Math.min(from, to), to === from ? -1 : Math.max(from, to));
  });
  list.addEventListener("pointerup", (event) => {
    const to = at(event);
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    from = -1;
    if (first >= 0 && first < last) narrow({ since: spans[first].since, until: spans[last].until });
  });
  list.addEventListener("pointerleave", () => {
    from = -1;
    mark(0, -1);
  });
  return list;
}

/** By month or year on an axis on which none is left out, and by publisher; each narrows the search to it. */
function counts({ months, publishers }, words, set, order, go) {
  const spans = bySpan(months);
  const most = Math.max(...spans.map(({ articles }) => articles), 1);
  const narrow = (more) => go(findAddress(words, { ...set, ...more }, order));
  const bars = spans.map(({ label, since, until, articles }) => {
    const bar = button(el("span", { className: "fill" }), () => narrow({ since, until }), {
      className: "month", disabled: !articles, title: `${label}: ${number(articles)}`, ariaLabel: `${label}: ${t("articles", { n: articles })}`,
    });
    bar.firstChild.style.blockSize = `${Math.round((100 * articles) / most)}%`;
    return el("li", {}, bar);
  });
  return el("aside", { className: "rail", ariaLabel: t("by_month_and_publisher") },
    months.length > 1 ? el("section", {}, el("h3", {}, spans.length === months.length ? t("by_month") : t("by_year")), brushed(el("ol", { className: "months", role: "list" }, bars), spans, narrow),
      el("p", { className: "meta ends" }, el("span", {}, spans[0].label), el("span", {}, spans.at(-1).label))) : null,
    publishers.length > 1 ? el("section", {}, el("h3", {}, t("by_publisher")), el("ul", { className: "by-publisher", role: "list" },
      publishers.map(({ name, articles }) => el("li", {}, button(publisherName(name), () => narrow({ publishers: [name] }), { className: "text" }),
        ` ${number(articles)}`)))) : null);
}
