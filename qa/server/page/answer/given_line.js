// What stands above an answer that is shown as it was given: when that was, and what has changed since.

import "../more_texts.js";
import { moment } from "../dates.js";
import { button, el, publisher, time } from "../dom.js";
import { parts, t } from "../texts.js";
import { chips } from "./quote.js";
import { showArticle } from "./chip.js";

/** `since` has the newer versions of the articles that the answer quotes; `onAsk` asks the question anew. */
export function givenLine({ answer, answered_at: at, since }, onAsk) {
  return el("section", { className: "given", ariaLabel: t("about_answer") },
    el("p", {}, parts("answered_at", { time: el("strong", {}, el("time", { dateTime: at }, moment(at))), revision: answer.revision }), " ",
      since.length || !answer.citations.length ? null : `${t("nothing_newer")} `,
      button(t("ask_again"), onAsk, { className: "text" })),
    since.length ? el("ul", { role: "list" }, since.map((one) => newer(answer, one))) : null);
}

function newer({ citations }, { citation: number, modified_at: at, has_quote: hasQuote }) {
  const citation = citations.find((one) => one.number === number);
  const { article } = citation;
  return el("li", {}, parts("newer_version", { publisher: publisher(article.publisher, t("the_publisher")), time: time(at) }), " ",
    hasQuote ? t("words_still_there") : t("words_gone"), chips([citation]), " ",
    button(t("see_changes"), ({ currentTarget }) => showArticle(article, citation, currentTarget, article.version), { className: "text" }));
}

/** What was asked for an answer; what its own words set is set by them again. */
export function askedFor({ question, query }) {
  const kinds = new Set((query.conditions ?? []).map(({ kind }) => kind));
  return {
    question: kinds.has("conversation") ? query.text : question,
    history: [],
    ...(kinds.has("time") || !query.since ? {} : { since: query.since }),
    ...(kinds.has("time") || !query.until ? {} : { until: query.until }),
    ...(kinds.has("publisher") || !query.publishers.length ? {} : { publishers: query.publishers }),
    ...(query.as_of ? { as_of: query.as_of } : {}),
  };
}
