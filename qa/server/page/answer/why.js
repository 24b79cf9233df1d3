// "Why this answer?": asks for the ranking's explanation and draws it.

import "../more_texts.js";
import * as api from "../data/api.js";
import { button, el, english, headline, words } from "../dom.js";
import { parts, t } from "../texts.js";
import { inWords } from "./answer.js";

const SHOWN = 4; // of a passage's reasons; the rest adds little

/** Fill `body` with the reasons for `reply`. */
export async function why(body, asked, reply) {
  body.replaceChildren(el("p", { className: "meta", role: "status" }, t("looking")));
  try {
    const { stream, ...plain } = asked;
    const told = await api.ask({ ...plain, explain: true, mode: "extract" });
    body.replaceChildren(...drawn(told, reply));
  } catch (error) {
    body.replaceChildren(el("p", { className: "problem" }, api.explain(error)),
      button(t("retry"), () => why(body, asked, reply)));
  }
}

function drawn(told, reply) {
  const { explanation } = told;
  if (!explanation) return [el("p", {}, t("no_explanation"))];
  const changed = told.revision !== reply.revision ? ` ${t("archive_changed_since")}` : "";
  const passages = new Map(told.evidence.map((passage) => [passage.passage_id, passage]));
  return [
    el("p", {}, t("how_chosen", { n: explanation.passages, allowed: explanation.allowed, candidates: explanation.candidates }),
      ` ${t("how_sure", { standing: inWords(told.confidence), percent: Math.round(100 * told.confidence) })}${changed}`),
    el("ol", { className: "ranked" }, explanation.evidence.map((one) => ranked(one, passages.get(one.passage_id)))),
    el("p", { className: "meta" }, parts("weights", { weights: english(explanation.weights) })),
  ];
}

function ranked({ score, contributions }, passage) {
  const reasons = contributions.filter((one) => Math.abs(one.contribution) >= 0.005).slice(0, SHOWN);
  return el("li", {},
    el("p", {}, words(passage ? headline(passage.article) : t("a_passage")), " ",
      el("span", { className: "meta" }, t("score", { score: score.toFixed(2) }))),
    el("ul", { role: "list" }, reasons.map((one) => el("li", {},
      el("span", { className: "amount" }, (one.contribution < 0 ? "−" : "+") + Math.abs(one.contribution).toFixed(2)),
      " ", english(one.meaning)))));
}
