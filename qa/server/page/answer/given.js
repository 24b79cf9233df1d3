// What stands above an answer that is shown as it was given: when that was, and what has changed since.

import { button, el, moment, publisher, time } from "../dom.js";
import { chips } from "./quote.js";
import { showArticle } from "./chip.js";

/** `since` has the newer versions of the articles that the answer quotes; `onAsk` asks the question anew. */
export function givenLine({ answer, answered_at: at, since }, onAsk) {
  return el("section", { className: "given", ariaLabel: "About this answer" },
    el("p", {}, el("strong", {}, "As it was answered on ", el("time", { dateTime: at }, moment(at))),
      ` from revision ${answer.revision.toLocaleString("en-GB")} of the archive. `,
      since.length || !answer.citations.length ? null : "No newer version of a quoted article has come since. ",
      button("Ask again", onAsk, { className: "text" })),
    since.length ? el("ul", { role: "list" }, since.map((one) => newer(answer, one))) : null);
}

function newer({ citations }, { citation: number, modified_at: at, has_quote: hasQuote }) {
  const citation = citations.find((one) => one.number === number);
  const { article } = citation;
  return el("li", {}, publisher(article.publisher, "The publisher"), "’s article has a newer version, of ", time(at),
    hasQuote ? ". The quoted words are still in it." : ". The quoted words are not in it any more.", chips([citation]), " ",
    button("See what changed", ({ currentTarget }) => showArticle(article, citation, currentTarget, article.version), { className: "text" }));
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
