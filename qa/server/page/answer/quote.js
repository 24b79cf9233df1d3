// A quote with its source: who published it, when and under which headline; to open, to copy, to read where it was.

import { day } from "../dates.js";
import { alsoIn, button, copies, el, joined, original, publisher, unseen } from "../dom.js";
import { withSource } from "../data/as_text.js";
import { parts, t } from "../texts.js";
import { citing } from "./bar.js";
import { articleLink, chip, superseded } from "./chip.js";
import { shares } from "./share.js";

/** Tied to the word before, so that none begins a line alone. */
export const chips = (cited) => el("span", { className: "chips" }, " ", cited.map(chip));

/**
 * Words of the answer as a figure: the quote itself, or what a language model made of it, and below it each source.
 * `marks` are places of words to set off in it.
 */
export function quote(text, cited, marks = [], { isLead = false, shownDay = null } = {}) {
  const isVerbatim = cited.some((citation) => citation.quote === text);
  return el("figure", { className: isLead ? "quote lead" : "quote" },
    el("blockquote", {}, el("p", { lang: cited[0]?.article.language, dir: "auto" }, ...markedWords(text, cited, marks), chips(cited))),
    cited.length ? el("figcaption", {}, cited.map((citation) => [
      source(citation, { hasNumber: cited.length > 1, shownDay }),
      isVerbatim ? null : el("blockquote", { className: "snippet", dir: "auto", lang: citation.article.language }, citation.quote),
      carried(citation), actions(citation),
    ])) : null);
}

/** Places count code points of the article, strings here UTF-16 units of the quote. */
function markedWords(text, cited, marks) {
  const citation = cited.find((one) => one.quote === text);
  const points = Array.from(text);
  const part = (from, to) => points.slice(from, to).join("");
  const places = marks.filter((place) => citation && place?.citation === citation.number)
    .map((place) => [place.start - citation.start, place.end - citation.start]).sort(([one], [other]) => one - other);
  const parts = [];
  let at = 0;
  for (const [start, end] of places) {
    if (start < at || end <= start || end > points.length) continue;
    parts.push(part(at, start), el("strong", { className: "short" }, part(start, end)));
    at = end;
  }
  return [...parts, part(at)];
}

/** "CNN · 30 Oct 2022", below it the headline, which opens the article. */
export function source(citation, { hasNumber = false, shownDay = null } = {}) {
  const { article, number } = citation;
  const published = article.published_at;
  return el("p", { className: "source" },
    hasNumber ? el("span", { className: "number" }, unseen(`${t("source")} `), String(number)) : null,
    joined([
      publisher(article.publisher),
      published ? published.slice(0, 10) !== shownDay && el("time", { dateTime: published }, day(published)) : t("undated"),
      citation.superseded ? superseded() : null,
    ], " · "),
    " ",
    articleLink(article, citation, { className: "title" }));
}

export const carried = ({ also_reported_by: others }) =>
  others?.length ? el("p", { className: "source" }, parts("also_carried_by", { others: alsoIn(others) })) : null;

function actions(citation) {
  return el("p", { className: "actions" },
    copies(t("copy_quote"), () => withSource(citation), { className: "text" }),
    shares(citation),
    button(t("cite"), (event) => citing(event.currentTarget, citation), { className: "text" }),
    original(citation.article, citation));
}
