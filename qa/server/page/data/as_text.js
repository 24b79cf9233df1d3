// A quote as text to be pasted elsewhere.

import { day, headline, publisherName } from "../dom.js";

/** Its words, publisher, headline, day and address. */
export function withSource({ article, quote: said }) {
  const from = [publisherName(article.publisher, ""), `“${headline(article)}”`, article.published_at ? day(article.published_at) : "undated"];
  return `“${said.replace(/\s+/g, " ")}” – ${from.filter(Boolean).join(", ")}. ${article.url}`;
}
