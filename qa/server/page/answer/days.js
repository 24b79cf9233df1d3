// What was found by day: who published how much of it then. Each day is a button that searches that day alone.

import { day } from "../dates.js";
import { button, el, joined, publisherName, unseen, words } from "../dom.js";
import { t } from "../texts.js";

const dayOf = (passage) => passage.article.published_at?.slice(0, 10) ?? "";

/** A line for each day, the undated last; `quoted` are ids of articles that the answer quotes. */
export function byDay(evidence, quoted, onDay) {
  const days = new Map();
  for (const passage of evidence) {
    const publishers = days.get(dayOf(passage)) ?? new Map();
    const name = publisherName(passage.article.publisher);
    const before = publishers.get(name) ?? { count: 0, isQuoted: false };
    publishers.set(name, { count: before.count + 1, isQuoted: before.isQuoted || quoted.has(passage.article.id) });
    days.set(dayOf(passage), publishers);
  }
  if (days.size < 2) return null;
  const dates = [...days.keys()].sort((one, other) => (one || "~").localeCompare(other || "~"));
  return el("section", { className: "days" },
    el("h3", {}, t("found_by_day")),
    el("ul", { role: "list" }, dates.map((date) => el("li", {},
      date ? dayButton(date, onDay) : el("span", {}, t("undated")),
      el("span", {}, joined([...days.get(date)].map(([name, found]) => who(name, found)), ", "))))),
    el("p", { className: "meta" }, quoted.size ? `● ${t("dot_quoted")} ` : "", t("choose_day")));
}

function dayButton(date, onDay) {
  const node = button(day(date), () => onDay(date), { className: "small", ariaLabel: t("search_only_day", { day: day(date) }) });
  node.dataset.day = date;
  return node;
}

const who = (name, { count, isQuoted }) => el("span", {},
  isQuoted ? [el("span", { ariaHidden: "true" }, "● "), unseen(`${t("is_quoted")}: `)] : null, words(name), count > 1 ? ` (${count})` : null);
