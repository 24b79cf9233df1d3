// What a publisher says of having corrected, clarified or retracted an article, in the publisher's words.

import "../more_texts.js";
import { day } from "../dates.js";
import { el, words } from "../dom.js";
import { t } from "../texts.js";

const KINDS = { correction: ["corrected", "corrected_on"], clarification: ["clarified", "clarified_on"], retraction: ["retracted", "retracted_on"] };

/** "Corrected on 29 Oct 2025". */
export function correctionHead({ kind, date }) {
  const [bare, dated] = KINDS[kind];
  return el("strong", {}, date ? t(dated, { day: day(date) }) : t(bare));
}

/** Without the word that the head has said. */
export const correctionText = ({ text }) => words(text.replace(/^(correction|clarification|retraction)s?:\s*/i, ""));
