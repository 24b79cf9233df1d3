// Draws the parts of an answer. Knows nothing of how it was asked or of the turn that it stands in.

import { button, cut, day, el, joined, plural, publisherName, span, words } from "../dom.js";
import { conflict } from "./kinds.js";
import { carried, chips, source } from "./quote.js";

const NEAREST = 3;
const NOTICE_NAMES = {
  stale: "Not recent", conflict: "Reports differ", correction: "Corrected", copies: "One report, several publishers",
  undated: "No date", seen_later: "Seen later",
};

/** How likely it is that the first quote answers; nothing is said of whether it is true. */
export function inWords(confidence) {
  if (confidence >= 0.65) return "Likely answer";
  return confidence >= 0.4 ? "Perhaps" : "Nearest found";
}

/** How likely it is that the first quote answers, and what can be counted: the reports that are quoted. */
export function standing(reply) {
  const n = reply.independent_reports;
  const [first] = reply.citations;
  const carriers = new Set([first?.article, ...(first?.also_reported_by ?? [])].map((one) => one?.publisher)).size;
  const counted = n === 1 && carriers > 1 ? `1 report, carried by ${carriers} publishers` : plural(n, "report");
  const shortened = reply.generated?.outcome === "verified" ? "shortened by a language model, each sentence checked against its quote" : null;
  return [inWords(reply.confidence), n ? counted : null, shortened].filter(Boolean).join(" · ");
}

const WITHOUT = { time: "Search all dates", publisher: "Search all publishers", conversation: "Ask as typed" };

/**
 * How the question was read and the search narrowed, each condition a chip that takes it back: `change` opens it all to
 * be corrected, `without` gets the kind of a condition that the words set, `drop` the names of filters that were set.
 */
export function understood(query, asked, { change, without, drop }) {
  const chip = (text, label, onClick) => button([...text, el("span", { ariaHidden: "true" }, " ×")], onClick, { className: "condition", ariaLabel: label });
  const kinds = new Set((query.conditions ?? []).map(({ kind }) => kind));
  const counted = query.counted_from ? `, counted from ${day(query.counted_from)}, the newest article’s day` : "";
  const phrase = query.time_phrase ? ` (“${query.time_phrase}”${counted})` : "";
  const isPhrase = phrase && !query.hint;
  const period = query.since || query.until ? span(query.since, query.until) + (isPhrase && query.until ? " or later if they name that time" : "") : null;
  const isRewritten = query.text && query.text !== asked.question.split(/\s+/).filter(Boolean).join(" ");
  const searched = [
    period && chip([`${period}${isPhrase ? phrase : ""}`], isPhrase ? `Search all dates, not ${period}` : `Without the dates: ${period}`,
      () => (isPhrase ? without("time") : drop(["since", "until"]))),
    query.publishers?.length && chip([words(query.publishers.map((name) => publisherName(name)).join(", "))], "Search all publishers",
      () => (kinds.has("publisher") ? without("publisher") : drop(["publishers"]))),
    asked.as_of && chip([`as known on ${day(asked.as_of)}`], `As known today, not on ${day(asked.as_of)}`, () => drop(["as_of"])),
  ].filter(Boolean);
  const hint = query.hint && chip([span(query.hint.since, query.hint.until) + phrase], WITHOUT.time, () => without("time"));
  if (!searched.length && !hint && !isRewritten) return null;
  return el("p", { className: "understood" },
    isRewritten ? el("span", {}, "Understood as “", words(query.text), "” ",
      kinds.has("conversation") ? button(WITHOUT.conversation, () => without("conversation"), { className: "text" }) : null) : null,
    searched.length ? el("span", {}, "Searched only ", joined(searched, " ")) : null,
    hint ? el("span", {}, "Preferred ", hint) : null,
    button("Edit", () => change(query), { className: "text", ariaLabel: "Edit what was understood" }));
}

/** What to know about the cited coverage; reports that differ are told apart from these. */
export function notices(reply, onChanges) {
  const told = (reply.notices ?? []).filter((notice) => notice !== conflict(reply));
  if (!told.length) return null;
  const cited = (numbers) => reply.citations.filter(({ number }) => numbers.includes(number));
  return el("ul", { className: "notices", role: "list" }, told.map((notice) =>
    el("li", { className: `notice ${notice.kind}` },
      el("strong", {}, NOTICE_NAMES[notice.kind] ?? "Note"), " ", words(notice.text), chips(cited(notice.citations)),
      notice.kind === "correction" && cited(notice.citations).length
        ? [" ", button("See what changed", ({ currentTarget }) => onChanges(cited(notice.citations)[0], currentTarget), { className: "text" })] : null)));
}

/** Requests that do answer, instead of one that does not. */
export function waysOut(suggestions, onAsk) {
  if (!suggestions?.length) return null;
  return el("section", { className: "ways" }, el("h3", {}, "Try instead"),
    el("ul", { role: "list" }, suggestions.map((one) => el("li", {}, button(words(one.text), () => onAsk(one))))));
}

/** Further questions that the archive answers. */
export function related(questions, onAsk) {
  if (!questions?.length) return null;
  return el("section", { className: "ways" }, el("h3", {}, "Related questions"),
    el("ul", { role: "list" }, questions.map((text) => el("li", {}, button(words(text), () => onAsk(text))))));
}

/** The other passages that were found, best first, without those of articles that are shown. */
export function otherEvidence(reply, shown) {
  const others = reply.evidence.filter((passage) => !shown.has(passage.article.id));
  if (!others.length) return null;
  return el("details", {},
    el("summary", {}, `${others.length.toLocaleString("en-GB")} more from the archive`),
    el("ul", { className: "sources", role: "list" }, others.map((passage) => entry(passage, 160))));
}

/** The best passage of each article that is nearest, where there is no answer. */
export function nearestPassages(evidence) {
  const articles = new Map();
  for (const passage of evidence) if (!articles.has(passage.article.id)) articles.set(passage.article.id, passage);
  return [...articles.values()].slice(0, NEAREST);
}

export function nearest(passages) {
  if (!passages.length) return null;
  return el("section", { className: "nearest" }, el("h3", {}, "Nearest in the archive"),
    el("ul", { className: "sources", role: "list" }, passages.map((passage) => entry(passage, 240))));
}

/** A passage that was found, with its article. */
const entry = (passage, max) => el("li", {},
  source({ ...passage, quote: passage.text }),
  el("blockquote", { className: "snippet", dir: "auto", lang: passage.article.language }, cut(passage.text, max)),
  carried(passage));
