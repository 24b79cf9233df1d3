// "Why this answer?": asks for the ranking's explanation and draws it.

import * as api from "../data/api.js";
import { button, el, headline, plural, words } from "../dom.js";
import { inWords } from "./answer.js";

const SHOWN = 4; // of a passage's reasons; the rest adds little

/** Fill `body` with the reasons for `reply`. */
export async function why(body, asked, reply) {
  body.replaceChildren(el("p", { className: "meta", role: "status" }, "Looking…"));
  try {
    const { stream, ...plain } = asked;
    const told = await api.ask({ ...plain, explain: true, mode: "extract" });
    body.replaceChildren(...drawn(told, reply));
  } catch (error) {
    body.replaceChildren(el("p", { className: "problem" }, api.explain(error)),
      button("Retry", () => why(body, asked, reply)));
  }
}

function drawn(told, reply) {
  const { explanation } = told;
  if (!explanation) return [el("p", {}, "The server gave no explanation.")];
  const changed = told.revision !== reply.revision ? " The archive has changed since the answer was given." : "";
  const passages = new Map(told.evidence.map((passage) => [passage.passage_id, passage]));
  return [
    el("p", {}, `Of ${plural(explanation.passages, "passage")}, ${explanation.allowed.toLocaleString("en-GB")} fit the `
      + `dates and publishers, ${explanation.candidates.toLocaleString("en-GB")} were found, and these rank first. `
      + `${inWords(told.confidence)}: ${Math.round(100 * told.confidence)} in 100.${changed}`),
    el("ol", { className: "ranked" }, explanation.evidence.map((one) => ranked(one, passages.get(one.passage_id)))),
    el("p", { className: "meta" }, `Weights: ${explanation.weights}.`),
  ];
}

function ranked({ score, contributions }, passage) {
  const reasons = contributions.filter((one) => Math.abs(one.contribution) >= 0.005).slice(0, SHOWN);
  return el("li", {},
    el("p", {}, words(passage ? headline(passage.article) : "A passage"), " ",
      el("span", { className: "meta" }, `score ${score.toFixed(2)}`)),
    el("ul", { role: "list" }, reasons.map((one) => el("li", {},
      el("span", { className: "amount" }, (one.contribution < 0 ? "−" : "+") + Math.abs(one.contribution).toFixed(2)),
      ` ${one.meaning}`))));
}
