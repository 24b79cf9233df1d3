// The dialog that says how a quote or an answer can be linked to, cited and exported.

import * as api from "../data/api.js";
import { answerAddress, articleAddress, questionAddress, whole } from "../data/addresses.js";
import { withSource } from "../data/as_text.js";
import { byId, copies, el, publisherName, webAddress } from "../dom.js";

const REFERENCES = [
  ["ris", "RIS", "EndNote, Zotero, Mendeley"], ["bibtex", "BibTeX", "LaTeX"], ["csl", "CSL-JSON", "Pandoc, Zotero"],
];
const WHOLE = [
  ["markdown", "Markdown", "the answer with footnotes"], ["jsonld", "JSON-LD", "quotations, for web pages"],
  ["annotations", "Web Annotations", "Hypothesis"],
];

/** Open the dialog; `citation` is null for the whole answer, `reply` while the answer has not ended. */
export function showCiting(asked, reply, citation) {
  byId("takeaway-title").textContent = citation ? "Cite this quote" : "Cite and export this answer";
  const files = el("section", {});
  byId("takeaway-body").replaceChildren(...(citation ? ofQuote(citation) : ofAnswer(asked, reply)), files);
  byId("takeaway").showModal();
  if (reply) offerFiles(files, reply, citation);
}

const ofQuote = (citation) => [
  el("section", {}, el("h3", {}, "As text"),
    el("blockquote", { className: "as-text", dir: "auto" }, withSource(citation)),
    copies("Copy", () => withSource(citation), { className: "small" })),
  copyable("Link to the stored article, with the quote marked", whole(articleAddress(citation.article, citation))),
  webAddress(citation.link) ? copyable(`Link to the words at ${publisherName(citation.article.publisher, "the publisher’s")}`, citation.link,
    "Most browsers go to the words, as long as the publisher’s page still has them.") : null,
].filter(Boolean);

const ofAnswer = (asked, reply) => [
  copyable("Link to this answer", whole(answerAddress(reply)),
    "Shows it as it was given, and what has changed since. The server keeps it until newer answers take its place or an article it quotes is removed.", "answer-link"),
  copyable("Link to the question", whole(questionAddress(asked, reply)), "Asks again each time, so the answer may change."),
];

/** An address that can be selected and copied. */
function copyable(label, address, note = null, id = null) {
  const field = el("input", { type: "text", readOnly: true, value: address, ariaLabel: label });
  field.addEventListener("focus", () => field.select());
  return el("section", { id }, el("h3", {}, label), el("p", { className: "copyable" }, field,
    copies("Copy", () => address, { className: "small", ariaLabel: `Copy: ${label}` })), note ? el("p", { className: "meta" }, note) : null);
}

/** The files of an answer that the server keeps. */
async function offerFiles(section, reply, citation) {
  try {
    await api.given(reply.id);
  } catch (error) {
    byId("answer-link")?.remove();
    section.replaceChildren(el("p", { className: "meta" }, error.status === 404
      ? "The server does not keep this answer, or no longer; so it has no link and no files for reference managers." : api.explain(error)));
    return;
  }
  const offered = citation ? REFERENCES : [...REFERENCES, ...WHOLE];
  section.replaceChildren(el("h3", {}, citation ? "For reference managers" : "As a file"),
    el("ul", { className: "files", role: "list" }, offered.map(([format, name, use]) => el("li", {},
      el("a", { href: api.exportAddress(reply.id, format, citation?.number), download: "" }, name),
      el("span", { className: "meta" }, ` ${use} `),
      copies("Copy", () => api.exported(reply.id, format, citation?.number), { className: "small", ariaLabel: `Copy as ${name}` })))));
}
