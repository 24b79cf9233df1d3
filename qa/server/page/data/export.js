// A conversation as Markdown, with its citations as footnotes.

import { authors, day, el, headline, moment, publisherName, span, webAddress } from "../dom.js";

export function download(conversation) {
  const address = URL.createObjectURL(new Blob([markdown(conversation)], { type: "text/markdown" }));
  el("a", { href: address, download: "newsqa.md" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The conversation for others to read: each sentence with its footnotes. */
export function markdown({ title, turns }) {
  const parts = [`# ${plain(title)}`, "Quotes are word for word, as newsqa had them from the articles named below."];
  turns.forEach(({ asked, reply, at }, i) => {
    const mark = (number) => `[^${i + 1}-${number}]`;
    parts.push(`## ${plain(asked.question)}`);
    parts.push(...conditions(asked, reply));
    if (reply.generated?.outcome === "verified") parts.push("Shortened by a language model; the quotes are in the footnotes.");
    if (reply.sentences.length) {
      parts.push(...reply.sentences.map((one) => `> ${plain(one.text)} ${one.citations.map(mark).join("")}`));
    } else parts.push(plain(reply.answer));
    parts.push(...(reply.notices ?? []).map((notice) => `*${plain(notice.text)}* ${notice.citations.map(mark).join("")}`));
    parts.push(`Asked on ${day(at)}, of revision ${reply.revision} of the archive.`);
    parts.push(...reply.citations.map((citation) => `${mark(citation.number)}: ${footnote(citation)}`));
  });
  return `${parts.join("\n\n")}\n`;
}

/** How the question was understood and what narrowed the search. */
function conditions(asked, { query }) {
  const isSame = !query.text || query.text === asked.question.trim().replace(/\s+/g, " ");
  const searched = [
    (query.since || query.until) && span(query.since, query.until),
    query.publishers?.length && `by ${query.publishers.join(", ")}`,
    asked.as_of && `as known on ${day(asked.as_of)}`,
  ].filter(Boolean);
  return [
    isSame ? "" : `Understood as: ${plain(query.text)}`,
    searched.length ? `Searched only: ${plain(searched.join("; "))}.` : "",
  ].filter(Boolean);
}

function footnote({ article, quote }) {
  const address = webAddress(article.url);
  const title = plain(headline(article));
  const date = article.published_at ? moment(article.published_at) : "undated";
  return [plain(publisherName(article.publisher, "")), address ? `[${title}](<${address.replace(/[<>]/g, encodeURIComponent)}>)` : title,
    plain(authors(article)), date, `“${plain(quote)}”`].filter(Boolean).join(", ");
}

/** Words of an article with nothing in them that Markdown would take for markup. */
const plain = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~&]|^[+\-]/g, "\\$&");
