// The articles that have some words: a list by relevance or day, and how many of each publisher and month.

import { articleLink } from "../answer/chip.js";
import { findAddress } from "../data/addresses.js";
import * as api from "../data/api.js";
import { button, byId, cut, day, el, joined, plural, publisher, publisherName, words as said } from "../dom.js";

const LISTED = 20;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
let drawing = 0; // the last search is the one that is shown

/** Draw what is found; `go` leads to the address of another search. */
export async function drawFound(words, set, order, go) {
  const mine = ++drawing;
  const part = byId("found");
  part.replaceChildren(el("h2", { id: "found-title" }, "Articles with “", said(words), "”"), el("p", { className: "state" }, "Searching…"));
  const ask = (offset) => api.search(asked(words, set, order, offset));
  try {
    const found = await ask(0);
    if (mine !== drawing) return;
    const list = el("ol", { className: "hits", role: "list" }, found.articles.map(hit));
    part.replaceChildren(part.firstChild, summary(found, words, set, order, go),
      el("div", { className: "found-list" }, list, further(found, list, ask)), counts(found, words, set, order, go));
  } catch (error) {
    if (mine === drawing) part.lastChild.replaceWith(el("p", { className: "problem" }, error.status === 422 && !/\p{L}|\p{N}/u.test(words)
      ? "There are no words in it to search for. Type some of the words that an article would have." : api.explain(error)));
  }
}

function asked(words, { since, until, as_of: asOf, publishers = [] }, order, offset) {
  const given = new URLSearchParams({ q: words, order, offset, limit: LISTED });
  for (const [name, value] of Object.entries({ since, until, as_of: asOf })) if (value) given.set(name, value);
  for (const name of publishers) given.append("publishers", name);
  return given;
}

function summary({ n_articles: n, has_all: hasAll, is_all: isAll, too_long: tooLong }, words, set, order, go) {
  const counted = `${isAll ? "" : "More than "}${plural(n, "article")}`;
  const isNarrow = Object.keys(set).length > 0;
  const article = `No article${isNarrow ? " within the filters" : ""}`;
  const text = !n ? `${article} has any of these words.` // all are looked for in one passage: an article may have them far apart
    : hasAll ? `${counted}.` : `${article} has all of these words in one place; ${counted.toLowerCase()} with some of them.`;
  const sorts = [["relevance", "Best match first"], ["date", "Newest first"]].map(([name, label]) =>
    button(label, () => go(findAddress(words, set, name)), { className: "small", ariaPressed: String(name === order) }));
  return el("div", { className: "summary" }, el("p", { className: "state", role: "status" }, text, tooLong.length ? [" Not looked for, since too long: ", said(tooLong.map((word) => cut(word, 40)).join(", ")), "."] : ""), n > 1 ? el("p", { className: "bar" }, sorts) : null,
    isNarrow ? button("Search all days and publishers", () => go(findAddress(words, {}, order)), { className: "text" }) : null);
}

const hit = ({ article, sentence, start, end }) => el("li", {},
  articleLink(article, { quote: sentence, start, end }, { className: "headline" }),
  el("p", { className: "meta" }, joined([publisher(article.publisher), article.published_at ? day(article.published_at) : "undated"], " · ")),
  el("p", { className: "snippet", dir: "auto", lang: article.language }, cut(sentence, 300)));

/** The next ones, below those that stand. */
function further({ n_articles: n }, list, ask) {
  const problem = el("p", { className: "problem", role: "alert" });
  const more = button("Show more", async () => {
    more.disabled = true; // or a second click would bring the same ones again
    try {
      const { articles } = await ask(list.childElementCount);
      const nodes = articles.map(hit);
      list.append(...nodes);
      nodes[0]?.querySelector("a").focus();
      more.hidden = !articles.length || list.childElementCount >= n;
      problem.textContent = "";
    } catch (error) {
      problem.textContent = api.explain(error);
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
    const [year, month] = name.split("-").map(Number);
    const until = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    return { label: `${MONTHS[month - 1]} ${year}`, since: `${name}-01`, until, articles };
  });
  if (months.length <= MONTHS.length) return perMonth;
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
      className: "month", disabled: !articles, title: `${label}: ${articles}`, ariaLabel: `${label}: ${plural(articles, "article")}`,
    });
    bar.firstChild.style.blockSize = `${Math.round((100 * articles) / most)}%`;
    return el("li", {}, bar);
  });
  return el("aside", { className: "rail", ariaLabel: "Articles by month and publisher" },
    months.length > 1 ? el("section", {}, el("h3", {}, spans.length === months.length ? "By month" : "By year"), brushed(el("ol", { className: "months", role: "list" }, bars), spans, narrow),
      el("p", { className: "meta ends" }, el("span", {}, spans[0].label), el("span", {}, spans.at(-1).label))) : null,
    publishers.length > 1 ? el("section", {}, el("h3", {}, "By publisher"), el("ul", { className: "by-publisher", role: "list" },
      publishers.map(({ name, articles }) => el("li", {}, button(publisherName(name), () => narrow({ publishers: [name] }), { className: "text" }),
        ` ${articles.toLocaleString("en-GB")}`)))) : null);
}
