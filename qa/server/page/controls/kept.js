// The list of the conversations that this browser keeps: to open, to delete, to put back.

import "../more_texts.js";
import * as conversations from "../data/conversations.js";
import { ago } from "../dates.js";
import { button, byId, el, words } from "../dom.js";
import { t } from "../texts.js";

/** Draw the list; `onShow` gets the conversation to open, `shownId` is the one that is open. */
export function listKept(onShow, shownId) {
  const kept = conversations.all();
  byId("conversation-list").replaceChildren(...kept.map((one) => el("li", {},
    button(words(one.title), () => onShow(one), { className: "headline" }),
    el("span", { className: "meta" }, ` ${t("questions", { n: one.turns.length })}, ${ago(one.at)} `),
    button(t("delete"), () => remove(one, onShow, shownId), { className: "small", ariaLabel: t("delete_label", { title: one.title }) }))),
    kept.length ? "" : el("li", { className: "meta" }, t("no_conversations")));
}

/** Delete a conversation; until the list is drawn again it can be put back. */
function remove(one, onShow, shownId) {
  conversations.drop(one.id);
  listKept(onShow, shownId);
  const undo = button(t("undo"), () => {
    conversations.keep(one);
    conversations.opened(shownId);
    listKept(onShow, shownId);
  }, { className: "text" });
  byId("conversation-list").prepend(el("li", { className: "meta" }, `${t("deleted")} `, undo));
  undo.focus();
}
