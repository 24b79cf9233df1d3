// Asking a question as the next turn of the conversation, and keeping the answer that has come. Comes with the first one.

import "../answer/turn.js";
import * as conversations from "../data/conversations.js";
import { day } from "../dates.js";
import { byId, el, entitle } from "../dom.js";
import { t } from "../texts.js";
import { box, isTouch, openFilters, showButton } from "./box.js";
import { toAddress } from "./filters.js";
import { conversation, filters, here, running, showTurns, turns } from "./shown.js";

const HISTORY = 10; // turns that a follow-up question can rest on
const MAX_QUESTION = 2_000; // characters

/** Ask; says whether that could be done. What is refused stays in the box. */
export function ask(question, set = filters.value, said = conversationBefore(), isNew = true) {
  const refused = problem(question, set);
  byId("problem").textContent = refused;
  if (refused) return false;
  const { as_of: asOf, ...rest } = set;
  // What was known on a day includes what was published during it.
  const asked = { question, history: said, ...rest, ...(asOf ? { as_of: `${asOf.slice(0, 10)}T23:59:59Z` } : {}) };
  if (JSON.stringify(running()?.asked) === JSON.stringify(asked)) return true; // a second click
  running()?.stop();
  filters.value = set;
  const turn = el("news-turn");
  showTurns(true);
  turns.append(el("li", {}, turn));
  const wasInBox = document.activeElement === box;
  turn.ask(asked);
  if (isNew) history.pushState(here(turn), "", toAddress(asked));
  else history.replaceState(here(turn), "", toAddress(asked));
  entitle(question);
  if (wasInBox && isTouch()) box.blur(); // else the keyboard covers half of the answer
  if (!wasInBox || isTouch()) turn.heading.focus({ preventScroll: true });
  if (turns.children.length === 1) scrollTo(0, 0);
  else turn.scrollIntoView({ block: "start" });
  document.dispatchEvent(new Event("asked"));
  showButton();
  return true;
}

/** Why a question cannot be sent; empty where it can. */
function problem(question, { since, until }) {
  if (question.length > MAX_QUESTION) return t("too_long", { n: question.length, most: MAX_QUESTION });
  if (!since || !until || since <= until) return "";
  openFilters("since");
  return t("first_day_later", { first: day(since), last: day(until) });
}

/** What was said so far, from the last question on that was to stand alone. */
function conversationBefore() {
  const { turns: all } = conversation;
  const alone = all.findLastIndex(({ asked }) => asked.without?.includes("conversation"));
  return all.slice(Math.max(alone, 0)).slice(-HISTORY).flatMap(({ asked, reply }) => [
    { role: "user", text: asked.question }, { role: "assistant", text: reply.reason === "removed" ? "" : reply.answer.slice(0, 20_000) },
  ]);
}

/** Keep an answer that has come, and have the address ask the question as it was understood. */
function answered({ detail, target }) {
  const { reply, asked } = detail;
  conversation.title ||= asked.question;
  conversation.turns = [...conversation.turns, conversations.small(detail)];
  const dropped = conversations.keep(conversation);
  if (dropped) byId("news").replaceChildren(`${t("conversations_dropped", { n: dropped })} `);
  if (history.state?.turn !== target.heading.id) return; // the reader has gone elsewhere
  history.replaceState(here(target), "", toAddress({ ...asked, question: reply.query.text || asked.question }));
  entitle(reply.query.text);
}

document.addEventListener("answered", answered);
