// The box: what is typed into it, its keys, and the keys that lead into it from anywhere.

import { byId } from "../dom.js";
import { t } from "../texts.js";
import { filters, lastTurn, running } from "./shown.js";

export const box = byId("question");
export const isTouch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

/** `onAsk` gets a question and says whether it could be asked, `onFind` gets words, `onTyping` is called when the first letter is typed. */
export function startBox(onAsk, onFind, onTyping) {
  byId("ask").addEventListener("submit", (event) => submit(event, onAsk));
  byId("send").addEventListener("click", (event) => event.detail > 1 && event.preventDefault()); // the second click would stop it
  byId("find").addEventListener("click", () => {
    const words = box.value.trim();
    if (!words) box.focus();
    else onFind(words);
  });
  box.addEventListener("input", showButton);
  box.addEventListener("input", onTyping, { once: true });
  box.addEventListener("keydown", keys);
  document.addEventListener("keydown", shortcuts);
  document.addEventListener("settled", showButton);
  document.addEventListener("correct", correct);
  byId("filters-fold").addEventListener("toggle", () => byId("ask").scrollIntoView({ block: "nearest" }));
}

export function showButton() {
  const stops = running() && !box.value.trim();
  const send = byId("send");
  send.textContent = stops ? t("stop") : t("ask");
}

async function submit(event, onAsk) {
  event.preventDefault();
  const question = box.value.trim();
  if (!question && running()) running().stop();
  else if (!question) box.focus();
  else if ((await onAsk(question)) && box.value.trim() === question) box.value = "";
  showButton();
}

function keys(event) {
  if (event.key === "Escape") running()?.stop();
  // While an input method composes a word, Enter accepts that word.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (box.value.trim()) byId("ask").requestSubmit();
  }
  const last = lastTurn();
  if (event.key === "ArrowUp" && !box.value && last) {
    event.preventDefault();
    box.value = last.asked.question;
    showButton();
  }
}

/** "/" and Ctrl+K lead into the box from anywhere but another field, "?" shows the keys. */
function shortcuts(event) {
  const isField = event.target.matches?.("input, textarea, [contenteditable]");
  if (event.key === "?" && !isField && !document.querySelector("dialog:modal")) byId("keys").showModal();
  const isSlash = event.key === "/" && !isField && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if ((!isSlash && !isK) || document.querySelector("dialog:modal")) return;
  event.preventDefault();
  box.focus();
  box.select();
}

export function openFilters(first) {
  byId("filters-fold").open = true;
  byId(first).focus();
}

/** Put what was understood into box and filters, to be corrected there. */
function correct({ detail }) {
  const { question, history, ...set } = detail;
  filters.value = set;
  box.value = question;
  showButton();
  openFilters("since");
}
