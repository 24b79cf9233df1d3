// The answer as its kind asks for it: quotes, a dated brief, a list, two sides.

import { day } from "../dates.js";
import { el, words } from "../dom.js";
import { t } from "../texts.js";
import { chips, quote } from "./quote.js";

/** What stands below the question. Reports that differ stand side by side, and none is marked as the right one. */
export function arranged(reply) {
  const { brief = [], items = [], sides = [], kind } = reply;
  const check = kind === "claim" ? [el("p", { className: "check" }, t("not_compared"))] : [];
  const claims = claimed(conflict(reply)?.claims ?? []);
  const differing = claims.length ? [el("h3", { className: "differ" }, t("reports_differ")), columns(reply, claims)] : [];
  if (reply.generated?.outcome === "verified") return [...quoted(reply, []), ...differing];
  if (differing.length) return [...check, ...differing, ...further(reply, claims)];
  if (brief.length) return [dated(reply), ...further(reply, [{ citations: brief.map((line) => line.citation) }])];
  if (sides.length) return [columns(reply, sides), ...further(reply, sides)];
  if (items.length) return [listed(reply), ...plainly(reply, items.map((item) => item.at))];
  return [...check, ...quoted(reply, [reply.short_answer_at])];
}

export const conflict = (reply) => reply.notices?.find((notice) => notice.kind === "conflict" && notice.claims?.length);

export const more = () => el("h3", {}, t("more_quotes"));

const cited = (reply, numbers) => reply.citations.filter(({ number }) => numbers.includes(number));

const figure = (reply, one, marks, isLead = false) => quote(one.text, cited(reply, one.citations), marks, { isLead });
const plainly = (reply, marks) => reply.sentences.map((one) => figure(reply, one, marks));

/** The first quote large, the others below it; what a language model made is one text. */
function quoted(reply, marks) {
  const isWritten = reply.generated?.outcome === "verified";
  const figures = reply.sentences.map((one, i) => figure(reply, one, marks, isWritten || i === 0));
  return figures.length > 1 && !isWritten ? figures.toSpliced(1, 0, more()) : figures;
}

/** The sentences that stand nowhere among what is `shown`. */
function further(reply, shown) {
  const numbers = shown.flatMap(({ citations }) => citations);
  const others = reply.sentences.filter((one) => !one.citations.some((number) => numbers.includes(number)));
  if (!others.length) return [];
  return [more(), ...others.map((one) => figure(reply, one, []))];
}

/** What happened, by day, with how many reports tell it; copies of one report count once. */
function dated(reply) {
  return el("ol", { className: "brief", role: "list" }, reply.brief.map((line) => {
    const [citation] = cited(reply, [line.citation]);
    if (!citation) return null;
    return el("li", {},
      el("p", { className: "told-on" },
        line.day ? el("time", { dateTime: line.day }, day(line.day)) : t("undated"),
        el("span", { className: "meta" }, t("independent_reports", { n: line.reports }))),
      quote(citation.quote, [citation], [reply.short_answer_at], { shownDay: line.day }));
  }));
}

/** The items in the reports' own words; where they stand is marked in the quotes below. */
function listed(reply) {
  return el("section", { className: "items" },
    el("ul", {}, reply.items.map((item) => el("li", {}, words(item.text), chips(cited(reply, item.citations))))),
    el("p", { className: "meta" }, t("items_note")));
}

/** The newest first: what came later may know more. */
const claimed = (claims) => claims
  .toSorted((one, other) => (other.published_at ?? "").localeCompare(one.published_at ?? ""))
  .map((claim) => ({ name: claim.value, citations: [claim.citation] }));

const columns = (reply, sides) => el("div", { className: "sides" }, sides.map(({ name, citations }) => el("section", {},
  el("h3", {}, words(name)),
  cited(reply, citations).map((citation) => quote(citation.quote, [citation])),
  citations.length ? null : el("p", { className: "meta" }, t("no_quote")))));
