// Draws the parts of an answer. Knows nothing of how it was asked or of the turn that it stands in.

import { day, span } from "../dates.js";
import { button, cut, el, joined, publisherName, words } from "../dom.js";
import { told } from "../said.js";
import { parts, t } from "../texts.js";
import { conflict } from "./kinds.js";
import { carried, chips, source } from "./quote.js";

const NEAREST = 3;
const NOTICE_NAMES = {
  stale: t("notice_stale"), conflict: t("reports_differ"), correction: t("corrected"), copies: t("notice_copies"),
  undated: t("notice_undated"), seen_later: t("notice_seen_later"),
};
/** How likely it is that the first quote answers; nothing is said of whether it is true. */
export function inWords(confidence) {
  if (confidence >= 0.65) return t("likely");
  return confidence >= 0.4 ? t("perhaps") : t("nearest_found");
}

/** Why there is no answer; of one that was removed the page's own words. */
export const refusal = ({ reason, answer, messages }) =>
  el("div", { className: "unanswered" }, el("p", {}, reason === "removed" ? answer : told(messages, answer)));

/** How likely it is that the first quote answers, unless reports differ, and how many are quoted. */
export function standing(reply) {
  const n = reply.independent_reports;
  const [first] = reply.citations;
  const carriers = new Set([first?.article, ...(first?.also_reported_by ?? [])].map((one) => one?.publisher)).size;
  const counted = n === 1 && carriers > 1 ? t("one_report_carried", { carriers }) : t("reports", { n });
  const shortened = reply.generated?.outcome === "verified" ? t("shortened") : null;
  const word = conflict(reply) ? t("reports_differ") : inWords(reply.confidence);
  return [word, n ? counted : null, shortened].filter(Boolean).join(" · ");
}

/**
 * How the question was read and the search narrowed, each condition a chip that takes it back: `change` opens it all to
 * be corrected, `without` gets the kind of a condition that the words set, `drop` the names of filters that were set.
 */
export function understood(query, asked, { change, without, drop }) {
  const chip = (text, label, onClick) => button([...text, el("span", { ariaHidden: "true" }, " ×")], onClick, { className: "condition", ariaLabel: label });
  const kinds = new Set((query.conditions ?? []).map(({ kind }) => kind));
  const { time_phrase: named, counted_from: from } = query;
  const phrase = named ? ` (${from ? t("phrase_counted_from", { phrase: named, day: day(from) }) : t("quoted", { words: named })})` : "";
  const isPhrase = phrase && !query.hint;
  const days = query.since || query.until ? span(query.since, query.until) : null;
  const period = days && isPhrase && query.until ? t("days_or_later", { days }) : days;
  const isRewritten = query.text && query.text !== asked.question.split(/\s+/).filter(Boolean).join(" ");
  const searched = [
    period && chip([`${period}${isPhrase ? phrase : ""}`], isPhrase ? t("search_all_dates_not", { period }) : t("without_dates", { period }),
      () => (isPhrase ? without("time") : drop(["since", "until"]))),
    query.publishers?.length && chip([words(query.publishers.map((name) => publisherName(name)).join(", "))], t("search_all_publishers"),
      () => (kinds.has("publisher") ? without("publisher") : drop(["publishers"]))),
    asked.as_of && chip([t("as_known_on", { day: day(asked.as_of) })], t("as_known_today", { day: day(asked.as_of) }), () => drop(["as_of"])),
  ].filter(Boolean);
  const hint = query.hint && chip([span(query.hint.since, query.hint.until) + phrase], t("search_all_dates"), () => without("time"));
  if (!searched.length && !hint && !isRewritten) return null;
  return el("p", { className: "understood" },
    isRewritten ? el("span", {}, parts("understood_as", { question: words(query.text) }), " ",
      kinds.has("conversation") ? button(t("ask_as_typed"), () => without("conversation"), { className: "text" }) : null) : null,
    searched.length ? el("span", {}, parts("searched_only", { conditions: joined(searched, " ") })) : null,
    hint ? el("span", {}, parts("preferred", { days: hint })) : null,
    button(t("edit"), () => change(query), { className: "text", ariaLabel: t("edit_label") }));
}

/** What to know about the cited coverage; reports that differ are told apart from these. */
export function notices(reply, onChanges) {
  const others = (reply.notices ?? []).filter((notice) => notice !== conflict(reply));
  if (!others.length) return null;
  const cited = (numbers) => reply.citations.filter(({ number }) => numbers.includes(number));
  return el("ul", { className: "notices", role: "list" }, others.map((notice) =>
    el("li", { className: `notice ${notice.kind}` },
      el("strong", {}, NOTICE_NAMES[notice.kind] ?? t("note")), " ", told(notice.messages, notice.text), chips(cited(notice.citations)),
      notice.kind === "correction" && cited(notice.citations).length
        ? [" ", button(t("see_changes"), ({ currentTarget }) => onChanges(cited(notice.citations)[0], currentTarget), { className: "text" })] : null)));
}

/** Requests that do answer, instead of one that does not. */
export function waysOut(suggestions, onAsk) {
  if (!suggestions?.length) return null;
  return el("section", { className: "ways" }, el("h3", {}, t("try_instead")),
    el("ul", { role: "list" }, suggestions.map((one) => el("li", {}, button(told(one.messages, one.text), () => onAsk(one))))));
}

/** Further questions that the archive answers. */
export function related(questions, onAsk) {
  if (!questions?.length) return null;
  return el("section", { className: "ways" }, el("h3", {}, t("related_questions")),
    el("ul", { role: "list" }, questions.map((text) => el("li", {}, button(words(text), () => onAsk(text))))));
}

/** The other passages that were found, best first, without those of articles that are shown. */
export function otherEvidence(reply, shown) {
  const others = reply.evidence.filter((passage) => !shown.has(passage.article.id));
  if (!others.length) return null;
  return el("details", {},
    el("summary", {}, t("more_from_archive", { n: others.length })),
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
  return el("section", { className: "nearest" }, el("h3", {}, t("nearest_in_archive")),
    el("ul", { className: "sources", role: "list" }, passages.map((passage) => entry(passage, 240))));
}

/** A passage that was found, with its article. */
const entry = (passage, max) => el("li", {},
  source({ ...passage, quote: passage.text }),
  el("blockquote", { className: "snippet", dir: "auto", lang: passage.article.language }, cut(passage.text, max)),
  carried(passage));
