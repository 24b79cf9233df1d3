// The chat page: starts its parts and ties them together.

import { startCard } from "./answer/chip.js";
import { startArrivals } from "./controls/arrivals.js";
import { box, showButton, startBox } from "./controls/box.js";
import { again, ask, asking, show } from "./controls/conversing.js";
import { toAddress } from "./controls/filters.js";
import { drawFront } from "./controls/front.js";
import { drawSearch, find, go } from "./controls/places.js";
import { conversation, filters, fresh, lastTurn } from "./controls/shown.js";
import { startTravelling } from "./controls/travel.js";
import { findAddress, opened } from "./data/addresses.js";
import { keepKey, keptKey } from "./data/key.js";
import { byId, placeLink } from "./dom.js";
import { t } from "./texts.js";

const front = () => drawFront(filters, ask, go);

document.addEventListener("front", front);
document.addEventListener("ask", ({ detail }) => again(detail));
document.addEventListener("narrow", ({ detail, target }) => {
  const { question, history, ...set } = target.closest("news-turn").asked;
  ask(question, { ...set, ...detail });
});
document.addEventListener("filtered", () => {
  const { find: words, order } = opened(location);
  if (words) {
    history.replaceState(null, "", findAddress(words, filters.value, order));
    drawSearch(words, order);
  } else if (location.pathname === "/") {
    history.replaceState(history.state, "", toAddress({ question: lastTurn()?.asked.question, ...filters.value }));
  }
});

byId("new").addEventListener("click", () => {
  show(fresh());
  filters.value = {};
  box.focus();
});
byId("conversations").addEventListener("toggle", async (event) => {
  if (event.newState !== "open") return;
  byId("export").hidden = !conversation.turns.length;
  (await import("./controls/kept.js")).listKept(show, conversation.id);
});
byId("export").addEventListener("click", async () => (await import("./data/export.js")).download(conversation));
byId("conversations").querySelector(".links").replaceChildren(
  ...[["/following", t("followed_questions")], ["/operator", t("sources_and_refreshes")]].map(([address, label]) => placeLink(address, label, () => {
    byId("conversations").hidePopover();
    go(address);
  })));
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.querySelector(".dialog-head button").addEventListener("click", () => dialog.close());
}

keepKey(keptKey());
startCard();
startBox(ask, find, asking); // whoever types is about to ask
startArrivals(front);
startTravelling();
showButton(); // a reload may keep what was typed
