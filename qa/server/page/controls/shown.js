// What the page shows: a conversation with its turns, or a place of its own; and what the browser's history knows of it.

import { closeArticle } from "../answer/chip.js";
import { byId, entitle } from "../dom.js";

export const turns = byId("turns");
export const filters = byId("filters");
export let conversation = fresh();

export function fresh() {
  return { id: crypto.randomUUID?.() ?? String(Math.random()), at: new Date().toISOString(), title: "", turns: [] };
}

/** Have the shown conversation be another, or have more turns. */
export function become(next) {
  conversation = next;
}

export const allTurns = () => [...turns.querySelectorAll("news-turn")];
export const lastTurn = () => allTurns().at(-1);
export const running = () => turns.querySelector("news-turn[data-state=pending]");

/** What an entry of the history remembers: its turn, while the page is open, and its answer, as long as the conversation is kept. */
export const here = (turn) => ({ conversation: conversation.id, turn: turn?.heading.id, answer: turn?.reply?.id });

export function showTurns(shown) {
  document.body.classList.toggle("asked", shown);
  turns.hidden = !shown;
  byId("intro").hidden = shown;
  byId("reading").hidden = true;
  byId("found").hidden = true;
  byId("place").hidden = true;
  if (!shown && byId("offers").hidden) document.dispatchEvent(new Event("front")); // the page was opened elsewhere
}

/** Leave what was shown for a place of its own. */
export function leave() {
  running()?.stop();
  closeArticle();
  conversation = fresh();
  turns.replaceChildren();
  filters.value = {};
  entitle("");
  showTurns(true);
  scrollTo(0, 0);
}
