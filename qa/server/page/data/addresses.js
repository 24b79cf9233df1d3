// Addresses of what can be linked to by itself: an answer as it was given, an article with the words of a quote.

import { fromAddress, toAddress } from "../controls/filters.js";

const MAX_FIND = 300; // characters of a search

/** What the page is opened at: {answer}, {article, version, at}, {story, since, until}, {find, order, set}, {following}, {operator}, {cutOff},
 * or none of them. */
export function opened({ pathname, search }) {
  if (pathname === "/find") {
    const { question: find, ...set } = fromAddress(search);
    return { find: find.slice(0, MAX_FIND).trim(), set, order: new URLSearchParams(search).get("order") === "date" ? "date" : "relevance" };
  }
  if (pathname === "/following") return { following: true };
  if (pathname === "/operator") return { operator: true };
  const [, kind, id] = /^\/(a|read|story)\/([^/]*)$/.exec(pathname) ?? [];
  if (kind && !id) return { cutOff: { a: "answer", read: "article", story: "story" }[kind] };
  if (kind === "a") return { answer: id };
  if (kind === "story") return { story: id, since: fromAddress(search).since, until: fromAddress(search).until };
  if (kind !== "read") return {};
  const given = new URLSearchParams(search);
  const [, start, end] = /^(\d{1,9})-(\d{1,9})$/.exec(given.get("at") ?? "") ?? [];
  const at = Number(start) < Number(end) ? { start: Number(start), end: Number(end) } : null;
  return { article: id, version: given.get("version"), at };
}

export const answerAddress = ({ id }) => `/a/${encodeURIComponent(id)}`;

/** The stored article; of a citation its version, at the quoted words; an earlier version as such. */
export function articleAddress(article, citation = null) {
  const isEarlier = article.versions?.some(({ version, current }) => version === article.version && !current);
  const given = new URLSearchParams(article.version && (citation || isEarlier) ? { version: article.version } : {});
  if (citation?.end) given.set("at", `${citation.start}-${citation.end}`);
  return `/read/${encodeURIComponent(article.id)}${given.size ? `?${given}` : ""}`;
}

/** A story, with the days among whose articles it is found when it is no longer one of the last days. */
export const storyAddress = ({ id }, { since, until }) => `/story/${encodeURIComponent(id)}?${new URLSearchParams({ since, until })}`;

/** The articles that have some words, of the days and publishers that are set. */
export function findAddress(words, set, order = "relevance") {
  const given = new URLSearchParams(toAddress({ ...set, question: words.slice(0, MAX_FIND) }).slice(2));
  if (order === "date") given.set("order", order);
  return `/find?${given}`;
}

export const whole = (address) => new URL(address, location.origin).href;

/** The question with its conditions, which is asked anew wherever it is opened. */
export const questionAddress = (asked, reply) => toAddress({ ...asked, question: reply.query.text || asked.question });
