// The dialog that says how a quote or an answer can be linked to, cited and exported.

import "../more_texts.js";
import * as api from "../data/api.js";
import * as archiveApi from "../data/archive_api.js";
import { answerAddress, articleAddress, questionAddress, whole } from "../data/addresses.js";
import { withSource } from "../data/as_text.js";
import { byId, copies, el, publisherName, webAddress } from "../dom.js";
import { t } from "../texts.js";

const REFERENCES = [
  ["ris", "RIS", "EndNote, Zotero, Mendeley"], ["bibtex", "BibTeX", "LaTeX"], ["csl", "CSL-JSON", "Pandoc, Zotero"],
];
const WHOLE = [
  ["markdown", "Markdown", t("use_markdown")], ["jsonld", "JSON-LD", t("use_jsonld")],
  ["annotations", "Web Annotations", "Hypothesis"],
];

/** Open the dialog; `citation` is null for the whole answer, `reply` while the answer has not ended. */
export function showCiting(asked, reply, citation) {
  byId("takeaway-title").textContent = citation ? t("cite_quote") : t("cite_answer");
  const files = el("section", {});
  byId("takeaway-body").replaceChildren(...(citation ? ofQuote(citation) : ofAnswer(asked, reply)), files);
  byId("takeaway").showModal();
  if (reply) offerFiles(files, reply, citation);
}

const ofQuote = (citation) => [
  el("section", {}, el("h3", {}, t("as_text")),
    el("blockquote", { className: "as-text", dir: "auto" }, withSource(citation)),
    copies(t("copy"), () => withSource(citation), { className: "small" })),
  copyable(t("link_article"), whole(articleAddress(citation.article, citation))),
  webAddress(citation.link) ? copyable(t("link_words", { publisher: publisherName(citation.article.publisher, t("publishers_page")) }), citation.link,
    t("link_words_note")) : null,
].filter(Boolean);

const ofAnswer = (asked, reply) => [
  copyable(t("link_answer"), whole(answerAddress(reply)), t("link_answer_note"), "answer-link"),
  copyable(t("link_question"), whole(questionAddress(asked, reply)), t("link_question_note")),
];

/** An address that can be selected and copied. */
function copyable(label, address, note = null, id = null) {
  const field = el("input", { type: "text", readOnly: true, value: address, ariaLabel: label });
  field.addEventListener("focus", () => field.select());
  return el("section", { id }, el("h3", {}, label), el("p", { className: "copyable" }, field,
    copies(t("copy"), () => address, { className: "small", ariaLabel: t("copy_label", { label }) })), note ? el("p", { className: "meta" }, note) : null);
}

/** The files of an answer that the server keeps. */
async function offerFiles(section, reply, citation) {
  try {
    await api.given(reply.id);
  } catch (error) {
    byId("answer-link")?.remove();
    section.replaceChildren(el("p", { className: "meta" }, error.status === 404
      ? t("answer_not_kept") : api.explain(error)));
    return;
  }
  const offered = citation ? REFERENCES : [...REFERENCES, ...WHOLE];
  section.replaceChildren(el("h3", {}, citation ? t("for_reference_managers") : t("as_file")),
    el("ul", { className: "files", role: "list" }, offered.map(([format, name, use]) => el("li", {},
      el("a", { href: archiveApi.exportAddress(reply.id, format, citation?.number), download: "" }, name),
      el("span", { className: "meta" }, ` ${use} `),
      copies(t("copy"), () => archiveApi.exported(reply.id, format, citation?.number), { className: "small", ariaLabel: t("copy_as", { name }) })))));
}
