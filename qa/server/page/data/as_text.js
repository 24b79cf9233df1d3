// A quote as text to be pasted elsewhere.

import { day, headline, publisherName } from "../dom.js";

const MARKS = /[\u202a-\u202e\u2066-\u2069]/g; // of direction: one that is left open would turn the day and the address around

/** Its words, publisher, headline, day and address. */
export function withSource({ article, quote: said }) {
  const from = [publisherName(article.publisher, ""), `“${headline(article)}”`].map((name) => name.replace(MARKS, ""));
  const dated = [...from, article.published_at ? day(article.published_at) : "undated"];
  return `“${said.replace(/\s+/g, " ")}” – ${dated.filter(Boolean).join(", ")}. ${article.url}`;
}
