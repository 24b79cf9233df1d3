// What the page shows: a conversation with its turns, or a place of its own; and what the browser's history knows of it.

import { closeArticle } from "../answer/chip.js";
import * as conversations from "../data/conversations.js";
import { blend, byId, el, entitle } from "../dom.js";
import { t } from "../texts.js";
import { toAddress } from "./filters.js";

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

/** The code that asks and draws answers, which comes when it is first needed; none where that cannot be. */
export const asking = () => import("./asking.js").catch(() => {
  byId("problem").textContent = t("unreachable");
  return null;
});

/** Ask; says whether that could be done. */
export const ask = async (...asked) => (await asking())?.ask(...asked) ?? false;

export const again = ({ question, history, as_of: asOf, ...set }) => ask(question, { ...set, as_of: asOf }, history);

/** Show a conversation; as an entry of the browser's history where the reader chose it. */
export async function show(next, isChosen = true) {
  if (next.turns.length && !(await asking())) return;
  running()?.stop();
  closeArticle();
  await blend(() => {
    conversation = next;
    turns.replaceChildren(...next.turns.map((kept) => {
      const turn = el("news-turn");
      turn.restore(kept);
      return el("li", {}, turn);
    }));
    showTurns(next.turns.length > 0);
    conversations.opened(next.id);
    const last = next.turns.at(-1);
    const address = toAddress(last ? { ...last.asked, question: last.reply.query.text } : {});
    if (isChosen) history.pushState(here(lastTurn()), "", address);
    entitle(last?.reply.query.text);
    byId("conversations").hidePopover();
    if (turns.children.length > 1) turns.lastElementChild.scrollIntoView({ block: "start" });
    else scrollTo(0, 0);
  });
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
