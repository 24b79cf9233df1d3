// What the service says itself, in the reader's language: it gives the keys of its sentences with their values, and English.

import { day, moment } from "./dates.js";
import { english, words } from "./dom.js";
import { language, ofService } from "./texts.js";

const DETAILED = ["invalid-request", "internal-error", "refresh-failed"]; // problems whose detail tells more than their kind
const either = new Intl.ListFormat(language, { type: "disjunction" });

/** Sentences, or the `then_part` of one, that follow each other. */
const run = (messages, then) => messages.map(one).reduce((first, next) => ofService(then, { first, then: next }));

const one = ({ key, values }) => ofService(key, Object.fromEntries(Object.entries(values).map(([name, given]) => [name, shown(name, given)])));

function shown(name, given) {
  if (Array.isArray(given)) return typeof given[0] === "string" ? either.format(given) : run(given, "then_part");
  if (name.startsWith("day")) return day(given);
  return name.startsWith("moment") ? moment(given) : given;
}

const isKnown = ({ key, values }) => ofService(key) && Object.values(values).flat().every((part) => typeof part !== "object" || isKnown(part));

const isOurs = (messages) => messages?.length && messages.every(isKnown);

/** What some `messages` say, as text; `text` is their English, for a page that has no words of its own for them. */
export const said = (messages, text) => (isOurs(messages) ? run(messages, "then_sentence") : text);

/** The same as an element. */
export const told = (messages, text) => (isOurs(messages) ? words(said(messages, text)) : words(text, { lang: "en" }));

/** What a problem says: its kind in words of the page, with the service's own where they name a value. */
export function problem(kind, text, detail) {
  const own = ofService(`problem_${kind}`);
  if (!own) return [english(text)];
  return DETAILED.includes(kind) ? [own, " (", english(detail), ")"] : [own];
}
