// Draws the parts of an answer. Knows nothing of how it was asked or of the turn that it stands in.

import { alsoIn, button, cut, day, details, el, headline, joined, plural, publisher, time, unseen, words } from "../dom.js";
import { chip, showArticle, superseded } from "./chip.js";

const NEAREST = 3;
const NOTICE_NAMES = {
  stale: "Not recent", conflict: "Reports differ", correction: "Corrected", copies: "One report, several publishers",
  undated: "No date",
};

/** How likely it is that the first quote answers; nothing is said of whether it is true. */
export function inWords(confidence) {
  if (confidence >= 0.65) return "Likely answer";
  return confidence >= 0.4 ? "Perhaps" : "Nearest found";
}

/** One sentence with its chips; `cited` are its citations, `at` is the place of the short answer, if known. */
export function sentence(text, cited, at) {
  const first = cited[0];
  return el("p", { lang: first?.article.language, dir: "auto" },
    emphasised(text, cited, at), chips(cited));
}

/** Tied to the word before, so that none begins a line alone. */
const chips = (cited) => el("span", { className: "chips" }, "\u00a0", cited.map(chip));

/** The short answer set off in the quote that has it. Places count code points, strings here UTF-16 units. */
function emphasised(text, cited, at) {
  const citation = at && cited.find(({ number, quote }) => number === at.citation && quote === text);
  if (!citation) return [text];
  const points = Array.from(text);
  const [start, end] = [at.start - citation.start, at.end - citation.start];
  const part = (from, to) => points.slice(from, to).join("");
  return [part(0, start), el("strong", { className: "short" }, part(start, end)), part(end)];
}

const WITHOUT = { time: "Search all dates", publisher: "Search all publishers", conversation: "Ask as typed" };

/** How the search was narrowed, since a phrase such as "last week" does so silently; each part can be taken back. */
export function understood(query, asked, onChange, onWithout) {
  const period = query.since || query.until;
  const isPhrase = query.time_phrase && !query.hint;
  const grace = isPhrase && query.until ? " or shortly after" : "";
  const counted = query.counted_from ? `, counted from ${day(query.counted_from)}, the newest article’s day` : "";
  const limits = [
    period && joined([query.since && `from ${day(query.since)}`, query.until && `until ${day(query.until)}${grace}`,
      isPhrase && `(“${query.time_phrase}”${counted})`], " ").join(""),
    query.publishers?.length && `by ${query.publishers.join(", ")}`,
    asked.as_of && `as known on ${day(asked.as_of)}`,
  ].filter(Boolean);
  const hint = query.hint && `articles ${joined([query.hint.since && `from ${day(query.hint.since)}`,
    query.hint.until && `until ${day(query.hint.until)}`], " ").join("")} (“${query.time_phrase}”${counted})`;
  const isRewritten = query.text && query.text !== asked.question.split(/\s+/).filter(Boolean).join(" ");
  if (!limits.length && !hint && !isRewritten) return null;
  return el("p", { className: "understood" },
    isRewritten ? ["Understood as “", words(query.text), "” "] : null,
    limits.length ? `Searched articles ${limits.join(", ")}. ` : null,
    hint ? `Preferred ${hint}. ` : null,
    (query.conditions ?? []).flatMap(({ kind }) => [button(WITHOUT[kind], () => onWithout(kind), { className: "text" }), " "]),
    button("Change", () => onChange(query), { className: "text", ariaLabel: "Change what was understood" }));
}

export function notices(reply) {
  if (!reply.notices?.length) return null;
  const byNumber = new Map(reply.citations.map((citation) => [citation.number, citation]));
  const cited = (numbers) => chips(numbers.map((n) => byNumber.get(n)).filter(Boolean));
  return el("ul", { className: "notices", role: "list" }, reply.notices.map((notice) =>
    el("li", { className: `notice ${notice.kind}` },
      el("strong", {}, NOTICE_NAMES[notice.kind] ?? "Note"), " ",
      notice.claims?.length ? claims(notice.claims, cited) : [words(notice.text), cited(notice.citations)])));
}

/** Who says what, side by side. */
function claims(all, cited) {
  const head = all.map((claim) =>
    el("th", { scope: "col" }, publisher(claim.publisher), el("span", { className: "meta" }, time(claim.published_at))));
  const said = all.map((claim) =>
    el("td", {}, words(claim.value, { className: "claim" }), cited([claim.citation])));
  return el("div", { className: "scroll", tabIndex: 0, role: "group", ariaLabel: "What the reports say" },
    el("table", { className: "claims" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, el("tr", {}, said))));
}

/** The cited articles; several quotes of one article are one entry. */
export function sources(citations, said) {
  const articles = new Map();
  for (const citation of citations) {
    const key = `${citation.article.id} ${citation.article.version}`;
    articles.set(key, [...(articles.get(key) ?? []), citation]);
  }
  if (!articles.size) return null;
  return el("section", {},
    el("h3", {}, articles.size === 1 ? "Source" : "Sources"),
    el("ul", { className: "sources", role: "list" }, [...articles.values()].map((cited) => entry(cited[0], cited, unsaid(cited, said)))));
}

/** The words of quotes that a language model shortened. */
const unsaid = (cited, said) =>
  cited.map((citation) => citation.quote).filter((quote) => !said.some((one) => one.text === quote)).join(" […] ");

/** The other passages that were found, best first. */
export function otherEvidence(reply) {
  const cited = new Set(reply.citations.map((citation) => citation.article.id));
  const others = reply.evidence.filter((passage) => !cited.has(passage.article.id));
  if (!others.length) return null;
  return el("details", {},
    el("summary", {}, `${plural(others.length, "other passage")} found`),
    el("ul", { className: "sources", role: "list" }, others.map((passage) => entry(asCitation(passage), [], cut(passage.text, 160)))));
}

/** What is nearest where there is no answer; several passages of one article are one. */
export function nearest(evidence) {
  const articles = new Map();
  for (const passage of evidence) if (!articles.has(passage.article.id)) articles.set(passage.article.id, passage);
  if (!articles.size) return null;
  const items = [...articles.values()].slice(0, NEAREST).map((passage) => entry(asCitation(passage), [], cut(passage.text, 240)));
  return el("section", { className: "nearest" },
    el("h3", {}, "Nearest in the archive"), el("ul", { className: "sources", role: "list" }, items));
}

const asCitation = (passage) => ({ ...passage, quote: passage.text });

function entry(citation, cited, text) {
  const { article } = citation;
  const open = button(words(headline(article), { lang: article.language }),
    (event) => showArticle(article, citation, event.currentTarget), { className: "headline" });
  return el("li", {},
    el("p", { className: "source-head" },
      cited.map(({ number }) => el("span", { className: "number" }, unseen("Source "), String(number))),
      publisher(article.publisher), citation.superseded ? superseded() : null),
    open,
    text ? el("blockquote", { className: "snippet", dir: "auto", lang: article.language }, text) : null,
    el("p", { className: "meta" }, details(article)),
    citation.also_reported_by?.length
      ? el("p", { className: "meta" }, "Also in ", alsoIn(citation.also_reported_by)) : null);
}
