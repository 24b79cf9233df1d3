// A conversation as Markdown, with its citations as footnotes.

import { day, el, headline, moment, webAddress } from "../dom.js";

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
    if (reply.generated?.outcome === "verified") parts.push("Shortened by a language model; the quotes are in the footnotes.");
    if (reply.sentences.length) {
      parts.push(...reply.sentences.map((one) => `> ${plain(one.text)} ${one.citations.map(mark).join("")}`));
    } else parts.push(plain(reply.answer));
    parts.push(...(reply.notices ?? []).map((notice) => `*${plain(notice.text)}* ${notice.citations.map(mark).join("")}`));
    parts.push(`Asked on ${day(at)}.`);
    parts.push(...reply.citations.map((citation) => `${mark(citation.number)}: ${footnote(citation)}`));
  });
  return `${parts.join("\n\n")}\n`;
}

function footnote({ article, quote }) {
  const address = webAddress(article.url);
  const title = plain(headline(article));
  const date = article.published_at ? moment(article.published_at) : "undated";
  return [plain(article.publisher ?? ""), address ? `[${title}](<${address.replace(/[<>]/g, encodeURIComponent)}>)` : title,
    plain(article.authors.join(", ")), date, `“${plain(quote)}”`].filter(Boolean).join(", ");
}

/** Words of an article with nothing in them that Markdown would take for markup. */
const plain = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>()#+\-!|~&]/g, "\\$&");
