// An answer with an address of its own, as it was given.

import "../more_texts.js";
import "../answer/turn.js";
import { askedFor, givenLine } from "../answer/given_line.js";
import * as api from "../data/api.js";
import { button, el, entitle } from "../dom.js";
import { t } from "../texts.js";
import { again } from "./conversing.js";
import { conversation, turns } from "./shown.js";

/** Draw an answer as it was given; a question below it follows from it. */
export async function drawGiven(id) {
  const address = location.href;
  try {
    const given = await api.given(id);
    if (location.href !== address) return; // the reader has gone elsewhere
    const asked = askedFor(given.answer);
    const turn = el("news-turn");
    turns.replaceChildren(el("li", {}, turn));
    turn.restore({ asked, reply: given.answer, at: given.answered_at }, givenLine(given, () => again(asked)));
    conversation.title = asked.question;
    conversation.turns = [{ asked, reply: given.answer, at: given.answered_at }];
    entitle(given.answer.query.text);
  } catch (error) {
    if (location.href !== address) return;
    const isGone = error.status === 404;
    turns.replaceChildren(el("li", { className: "empty" }, el("h2", {}, isGone ? t("answer_not_here") : t("answer_not_shown")),
      el("p", {}, isGone ? t("answers_kept") : api.explain(error)),
      isGone ? null : button(t("retry"), () => drawGiven(id))));
  }
}
