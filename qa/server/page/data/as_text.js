// A quote as text to be pasted elsewhere.

import { day } from "../dates.js";
import { headline, publisherName } from "../dom.js";
import { t } from "../texts.js";

const MARKS = /[\u202a-\u202e\u2066-\u2069]/g; // of direction: one that is left open would turn the day and the address around

/** Its words, publisher, headline and day. */
export function said({ article, quote: text }) {
  const from = [publisherName(article.publisher, ""), t("quoted", { words: headline(article) })].map((name) => name.replace(MARKS, ""));
  const dated = [...from, article.published_at ? day(article.published_at) : t("undated")];
  return `${t("quoted", { words: text.replace(/\s+/g, " ") })} – ${dated.filter(Boolean).join(", ")}.`;
}

/** The same with the address. */
export const withSource = (citation) => `${said(citation)} ${citation.article.url}`;
