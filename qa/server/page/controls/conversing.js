// Asking, and showing a conversation again; with the code that asks and draws answers, which comes when it is first needed.

import { closeArticle } from "../answer/chip.js";
import * as conversations from "../data/conversations.js";
import { blend, byId, el, entitle } from "../dom.js";
import { t } from "../texts.js";
import { toAddress } from "./filters.js";
import { become, here, lastTurn, running, showTurns, turns } from "./shown.js";

/** The code that asks and draws answers; none where it cannot be had. */
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
    become(next);
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
