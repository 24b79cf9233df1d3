// Draws one answer of POST /ask.

import { button, day, el, joined, link, source, time } from "./dom.js";
import { showArticle } from "./article.js";

const NEAREST = 3;

/**
 * The parts of an answer, ready to be put into its turn. `asked` is the request's body, `prefix` makes
 * the ids unique on the page.
 */
export function answerParts(reply, asked, prefix) {
  const found = reply.status !== "unanswered";
  return [
    found ? quotes(reply, prefix) : el("p", { className: "unanswered" }, reply.answer),
    found ? support(reply) : null,
    searched(reply.query, asked.as_of),
    notices(reply, prefix),
    sources(reply.citations, prefix),
    found ? null : nearest(reply.evidence),
  ].filter(Boolean);
}

/** The same answer as one line for the live region: no chips, no list. */
export function spokenAnswer(reply) {
  if (reply.status === "unanswered") return `No answer. ${reply.answer}`;
  const publishers = new Set(reply.citations.map((c) => c.article.publisher).filter(Boolean));
  const from = publishers.size ? ` Source: ${[...publishers].join(", ")}.` : "";
  return `Answer, ${inWords(reply.confidence)}: ${reply.answer}${from}`;
}

export function inWords(confidence) {
  if (confidence >= 0.75) return "well supported";
  return confidence >= 0.5 ? "supported" : "weakly supported";
}

function quotes(reply, prefix) {
  const lang = Object.fromEntries(reply.citations.map((c) => [c.number, c.article.language]));
  const lines = reply.sentences.map((sentence) =>
    el("p", { lang: lang[sentence.citations[0]] },
      emphasised(sentence.text, reply.short_answer), "\u00a0", chips(sentence.citations, reply, prefix)));
  return el("blockquote", { className: "quotes" }, lines.length ? lines : el("p", {}, reply.answer));
}

/** The text with the first occurrence of the short answer set off. */
function emphasised(text, short) {
  const at = short ? text.indexOf(short) : -1;
  if (at < 0) return [text];
  return [text.slice(0, at), el("strong", {}, short), text.slice(at + short.length)];
}

/** Chips lead to the entry in the source list; focus moves there, so that reading goes on from it. */
function chips(numbers = [], reply, prefix) {
  const known = new Set(reply.citations.map((c) => c.number));
  return numbers.filter((n) => known.has(n)).map((number) => {
    const id = `${prefix}-source-${number}`;
    const label = `[${number}]`;
    const chip = el("a", { className: "chip", href: `#${id}`, lang: "en", ariaLabel: `Source ${label}` }, label);
    chip.addEventListener("click", (event) => {
      event.preventDefault(); // a hash in the address would stay behind when the address is shared
      document.getElementById(id)?.focus();
    });
    return chip;
  });
}

function support(reply) {
  const words = inWords(reply.confidence);
  const label = words[0].toUpperCase() + words.slice(1);
  const partial = reply.status === "partial" ? "; only part of the question is answered" : "";
  return el("p", { className: "support" }, `${label}${partial}.`);
}

/** How the server narrowed the search, since a phrase such as "last week" does so silently. */
function searched(query, asOf) {
  if (!query) return null;
  const isPhrase = query.time_phrase && !query.hint;
  const late = isPhrase && query.until ? " or two days later" : "";
  const dates = [query.since && `from ${day(query.since)}`, query.until && `until ${day(query.until)}${late}`];
  const named = late && query.since ? ", or later still if they name that time" : "";
  const phrase = isPhrase && `(“${query.time_phrase}”)${named}`;
  const limits = [
    dates.some(Boolean) && [...dates, phrase].filter(Boolean).join(" "),
    query.publishers?.length && `by ${query.publishers.join(", ")}`,
    // Only the reader's own: the server may well fill in the present moment.
    asOf && `as known on ${day(asOf)}`,
  ].filter(Boolean);
  return limits.length ? el("p", { className: "hint" }, `Searched only articles ${limits.join(", ")}.`) : null;
}

function notices(reply, prefix) {
  if (!reply.notices?.length) return null;
  const items = reply.notices.map((notice) =>
    el("li", {}, notice.text, " ", chips(notice.citations, reply, prefix)));
  return el("ul", { className: "notices", role: "list" }, items);
}

function sources(citations, prefix) {
  if (!citations?.length) return null;
  const items = citations.map((citation) => citationItem(citation, prefix));
  return el("section", {},
    el("h3", {}, items.length === 1 ? "Source" : "Sources"),
    el("ol", { className: "sources", role: "list" }, items));
}

function citationItem(citation, prefix) {
  const { article, number, quote } = citation;
  return el("li", { id: `${prefix}-source-${number}`, tabIndex: -1 },
    el("span", { className: "number" }, `[${number}]`),
    el("div", {},
      el("blockquote", { lang: article.language }, quote),
      el("p", { className: "source" }, source(article),
        citation.superseded ? [" ", el("span", { className: "superseded" }, "superseded")] : null),
      alsoReported(citation.also_reported_by),
      showButton(article, quote, citation)));
}

function alsoReported(others) {
  if (!others?.length) return null;
  const entries = others.map((other) =>
    el("span", {}, link(other.url, other.publisher || "another publisher"), " (", time(other.published_at), ")"));
  return el("p", { className: "also" }, "Also reported by ", joined(entries, ", "), ".");
}

function showButton(article, quote, { start, end }) {
  // The name tells several such buttons apart when they are listed without their surroundings.
  return button("Show in article", (event) => showArticle(article, { quote, start, end }, event.currentTarget),
    { className: "quiet", ariaLabel: `Show in article: ${article.title || "Untitled"}` });
}

/** Several passages of one article are one headline. */
function nearest(evidence) {
  const articles = new Map();
  for (const passage of evidence ?? []) {
    if (!articles.has(passage.article.id)) articles.set(passage.article.id, passage);
  }
  if (!articles.size) return null;
  const items = [...articles.values()].slice(0, NEAREST).map((passage) =>
    el("li", {},
      el("p", { className: "source" }, source(passage.article)),
      showButton(passage.article, passage.text, passage)));
  return el("section", {},
    el("h3", {}, "Nearest in the archive"),
    el("ul", { className: "nearest", role: "list" }, items));
}
