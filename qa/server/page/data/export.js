// A conversation as Markdown, with its citations as footnotes.

import "../more_texts.js";
import { day, moment, span } from "../dates.js";
import { authors, el, headline, publisherName, webAddress } from "../dom.js";
import { said } from "../said.js";
import { t } from "../texts.js";

export function download(conversation) {
  const address = URL.createObjectURL(new Blob([markdown(conversation)], { type: "text/markdown" }));
  el("a", { href: address, download: "newsqa.md" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The conversation for others to read: each sentence with its footnotes. */
export function markdown({ title, turns }) {
  const parts = [`# ${plain(title)}`, t("export_lead")];
  turns.forEach(({ asked, reply, at }, i) => {
    const mark = (number) => `[^${i + 1}-${number}]`;
    parts.push(`## ${plain(asked.question)}`);
    parts.push(...conditions(asked, reply));
    if (reply.generated?.outcome === "verified") parts.push(t("export_shortened"));
    if (reply.sentences.length) {
      parts.push(...reply.sentences.map((one) => `> ${plain(one.text)} ${one.citations.map(mark).join("")}`));
    } else parts.push(plain(said(reply.messages, reply.answer)));
    parts.push(...(reply.notices ?? []).map((notice) => `*${plain(said(notice.messages, notice.text))}* ${notice.citations.map(mark).join("")}`));
    parts.push(t("export_asked_on", { day: day(at), revision: String(reply.revision) }));
    parts.push(...reply.citations.map((citation) => `${mark(citation.number)}: ${footnote(citation)}`));
  });
  return `${parts.join("\n\n")}\n`;
}

/** How the question was understood and what narrowed the search. */
function conditions(asked, { query }) {
  const isSame = !query.text || query.text === asked.question.trim().replace(/\s+/g, " ");
  const searched = [
    (query.since || query.until) && span(query.since, query.until),
    query.publishers?.length && t("by_publishers", { publishers: query.publishers.join(", ") }),
    asked.as_of && t("as_known_on", { day: day(asked.as_of) }),
  ].filter(Boolean);
  return [
    isSame ? "" : t("export_understood", { question: plain(query.text) }),
    searched.length ? t("export_searched", { conditions: plain(searched.join("; ")) }) : "",
  ].filter(Boolean);
}

function footnote({ article, quote }) {
  const address = webAddress(article.url);
  const title = plain(headline(article));
  const date = article.published_at ? moment(article.published_at) : t("undated");
  return [plain(publisherName(article.publisher, "")), address ? `[${title}](<${address.replace(/[<>]/g, encodeURIComponent)}>)` : title,
    plain(authors(article)), date, `“${plain(quote)}”`].filter(Boolean).join(", ");
}

/** Words of an article with nothing in them that Markdown would take for markup. */
const plain = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~&]|^[+\-]|:(?=\/\/)/g, "\\$&")
  .replace(/(www)\./gi, "$1\\.");
