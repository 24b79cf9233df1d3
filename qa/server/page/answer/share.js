// A quote handed on by the machine's own share sheet, where it has one; most phones do.

import { said } from "../data/as_text.js";
import { headline, tells, webAddress } from "../dom.js";
import { t } from "../texts.js";

/** The button, none where there is no sheet: the quote with its source, and the link to the words. */
export function shares(citation) {
  if (!navigator.share) return null;
  const { article, link } = citation;
  const url = webAddress(link) ?? webAddress(article.url);
  const given = { title: headline(article), text: said(citation), ...(url ? { url } : {}) };
  return tells(t("share"), () => navigator.share(given).then(() => null, outcome), { className: "text" });
}

const outcome = (error) => (error.name === "AbortError" ? null : t("cannot_share")); // who closes the sheet knows that
