// The list of the conversations that this browser keeps: to open, to delete, to put back.

import * as conversations from "../data/conversations.js";
import { ago, button, byId, el, plural, words } from "../dom.js";

/** Draw the list; `onShow` gets the conversation to open, `shownId` is the one that is open. */
export function listKept(onShow, shownId) {
  const kept = conversations.all();
  byId("conversation-list").replaceChildren(...kept.map((one) => el("li", {},
    button(words(one.title), () => onShow(one), { className: "headline" }),
    el("span", { className: "meta" }, ` ${plural(one.turns.length, "question")}, ${ago(one.at)} `),
    button("Delete", () => remove(one, onShow, shownId), { className: "small", ariaLabel: `Delete ${one.title}` }))),
    kept.length ? "" : el("li", { className: "meta" }, "None yet. They stay in this browser."));
}

/** Delete a conversation; until the list is drawn again it can be put back. */
function remove(one, onShow, shownId) {
  conversations.drop(one.id);
  listKept(onShow, shownId);
  const undo = button("Undo", () => {
    conversations.keep(one);
    conversations.opened(shownId);
    listKept(onShow, shownId);
  }, { className: "text" });
  byId("conversation-list").prepend(el("li", { className: "meta" }, "Deleted. ", undo));
  undo.focus();
}
