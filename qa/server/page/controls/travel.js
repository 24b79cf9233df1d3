// Back and Forward, and what the page opens with: each question is an entry of the browser's history.

import * as conversations from "../data/conversations.js";
import { entitle } from "../dom.js";
import { box, isTouch } from "./box.js";
import { fromAddress, toAddress } from "./filters.js";
import { openPlace } from "./places.js";
import { ask, show } from "./conversing.js";
import { allTurns, conversation, filters, fresh, here, lastTurn } from "./shown.js";

/** Open what the address says: a place of its own, a question, the front; and follow Back and Forward from then on. */
export async function startTravelling() {
  history.scrollRestoration = "manual";
  addEventListener("popstate", travel);
  const isPlace = openPlace();
  const { question, ...set } = isPlace ? {} : fromAddress(location.search);
  if (!isPlace) filters.value = set;
  const last = conversations.open();
  const isSame = last && toAddress({ ...last.turns.at(-1).asked, question: last.turns.at(-1).reply.query.text }) === toAddress({ question, ...set });
  if (question && isSame) {
    await show(last, false);
    history.replaceState(here(lastTurn()), "", location.href);
  } else if (question) ask(question, set, [], false);
  else if (!isTouch() && !isPlace) box.focus({ preventScroll: true });
}

/** To where Back or Forward lead: a place of its own, the front, a turn of a conversation, a question that is asked anew. */
async function travel({ state }) {
  if (openPlace()) return;
  const address = location.href;
  const { question, ...set } = fromAddress(location.search);
  filters.value = set;
  if (!question) {
    show(fresh(), false);
    return;
  }
  if (state?.conversation !== conversation.id) {
    const kept = conversations.all().find(({ id }) => id === state?.conversation);
    await show(kept ?? fresh(), false);
    if (location.href !== address) return; // the reader has gone elsewhere
    if (!kept) {
      ask(question, set, [], false);
      return;
    }
  }
  const all = allTurns();
  const turn = all.find(({ heading }) => heading.id === state.turn) ?? all.find(({ reply }) => reply?.id === state.answer) ?? all.at(-1);
  if (!turn) ask(question, set, [], false);
  entitle(question);
  turn?.scrollIntoView({ block: "start" });
  turn?.heading.focus({ preventScroll: true });
}
