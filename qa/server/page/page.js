// The chat page: wires the form, the turns, the address and the conversations together.

import * as api from "./data/api.js";
import { closeArticle, startCard } from "./answer/chip.js";
import { findAddress, opened } from "./data/addresses.js";
import * as conversations from "./data/conversations.js";
import { keepKey, keptKey } from "./data/key.js";
import { blend, button, byId, day, el, entitle, placeLink, plural } from "./dom.js";
import { fromAddress, toAddress } from "./controls/filters.js";
import { drawFront } from "./controls/front.js";
import { startKeepingUp } from "./controls/keepup.js";
import { listKept } from "./controls/kept.js";
import { say } from "./answer/turn.js";

const HISTORY = 10; // turns that a follow-up question can rest on
const MAX_QUESTION = 2_000; // characters
const box = byId("question");
const turns = byId("turns");
const filters = byId("filters");
let conversation = fresh();
const keptAtStart = conversations.articleIds();
let arrived = 0; // articles that came since the last answer

function fresh() {
  return { id: crypto.randomUUID?.() ?? String(Math.random()), at: new Date().toISOString(), title: "", turns: [] };
}

const lastTurn = () => [...turns.querySelectorAll("news-turn")].at(-1);
const running = () => turns.querySelector("news-turn[data-state=pending]");

// ---- Asking

/** Ask; says whether that could be done. What is refused stays in the box. */
function ask(question, set = filters.value, said = conversationBefore(), isNew = true) {
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
  arrived = 0;
  byId("news").replaceChildren();
  showButton();
  return true;
}

const isTouch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

/** Why a question cannot be sent; empty where it can. */
function problem(question, { since, until }) {
  if (question.length > MAX_QUESTION) {
    return `Your question has ${question.length.toLocaleString("en-GB")} characters; ${MAX_QUESTION.toLocaleString("en-GB")} are the most.`;
  }
  if (!since || !until || since <= until) return "";
  openFilters("since");
  return `The first day, ${day(since)}, is later than the last, ${day(until)}.`;
}

/** What was said so far, from the last question on that was to stand alone. */
function conversationBefore() {
  const { turns: all } = conversation;
  const alone = all.findLastIndex(({ asked }) => asked.without?.includes("conversation"));
  return all.slice(Math.max(alone, 0)).slice(-HISTORY).flatMap(({ asked, reply }) => [
    { role: "user", text: asked.question }, { role: "assistant", text: reply.reason === "removed" ? "" : reply.answer.slice(0, 20_000) },
  ]);
}

// ---- Back and Forward: each question is an entry of the browser's history

history.scrollRestoration = "manual";

/** What an entry remembers: its turn, while the page is open, and its answer, as long as the conversation is kept. */
const here = (turn) => ({ conversation: conversation.id, turn: turn?.heading.id, answer: turn?.reply?.id });

/** To where Back or Forward lead: a place of its own, the front, a turn of a conversation, a question that is asked anew. */
function travel({ state }) {
  if (openPlace()) return;
  const { question, ...set } = fromAddress(location.search);
  filters.value = set;
  if (!question) {
    show(fresh(), false);
    return;
  }
  if (state?.conversation !== conversation.id) {
    const kept = conversations.all().find(({ id }) => id === state?.conversation);
    if (kept) show(kept, false);
    else {
      show(fresh(), false);
      ask(question, set, [], false);
      return;
    }
  }
  const all = [...turns.querySelectorAll("news-turn")];
  const turn = all.find(({ heading }) => heading.id === state.turn) ?? all.find(({ reply }) => reply?.id === state.answer) ?? all.at(-1);
  if (!turn) ask(question, set, [], false);
  entitle(question);
  turn?.scrollIntoView({ block: "start" });
  turn?.heading.focus({ preventScroll: true });
}

function showTurns(shown) {
  document.body.classList.toggle("asked", shown);
  turns.hidden = !shown;
  byId("intro").hidden = shown;
  byId("reading").hidden = true;
  byId("found").hidden = true;
  byId("place").hidden = true;
  if (!shown && byId("offers").hidden) showFront(); // the page was opened elsewhere
}

/** Show what the address leads to, if that has one of its own: an answer as it was given, or an article. */
function openPlace() {
  const place = opened(location);
  if (place.answer) showGiven(place.answer);
  if (place.article) showReading(place);
  if (place.find) showFound(place);
  if (place.story) showPlace(async () => (await import("./controls/story.js")).drawStory(place, ask));
  if (place.following) showPlace(async () => (await import("./controls/following.js")).drawFollowing());
  if (place.operator) showPlace(async () => (await import("./controls/operator.js")).drawOperator());
  if (place.cutOff) showPlace(async () => (await import("./controls/cut_off.js")).drawCutOff(place.cutOff));
  return ["answer", "article", "find", "story", "following", "operator", "cutOff"].some((name) => place[name]);
}

/** Show an answer as it was given; a question below it follows from it. */
async function showGiven(id) {
  leave();
  const address = location.href;
  try {
    const [given, { askedFor, givenLine }] = await Promise.all([api.given(id), import("./answer/given.js")]);
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
    turns.replaceChildren(el("li", { className: "empty" }, el("h2", {}, isGone ? "This answer is not here" : "The answer cannot be shown"),
      el("p", {}, isGone ? "The server keeps only its newest answers, and none that quotes an article since removed." : api.explain(error)),
      isGone ? null : button("Retry", () => showGiven(id))));
  }
}

/** Show an article on a page of its own. */
async function showReading(place) {
  leave();
  turns.hidden = true;
  byId("reading").hidden = false;
  const address = location.href;
  try {
    const { showPage } = await import("./answer/article.js");
    if (location.href === address) await showPage(place);
  } catch {
    byId("archive").textContent = "The article cannot be shown while the server cannot be reached.";
  }
}

/** Show a place that has the page to itself: `draw` brings its code and draws it. */
async function showPlace(draw) {
  leave();
  turns.hidden = true;
  const place = byId("place");
  place.hidden = false;
  place.replaceChildren();
  try {
    await draw();
  } catch {
    byId("archive").textContent = "This cannot be shown while the server cannot be reached.";
  }
}

/** Show the articles that have some words, which stand in the box to be changed. */
async function showFound({ find, set, order }) {
  leave();
  turns.hidden = true;
  byId("found").hidden = false;
  filters.value = set;
  box.value = find;
  entitle(`Articles: ${find}`);
  drawSearch(find, order);
}

async function drawSearch(find, order) {
  try {
    (await import("./controls/search.js")).drawFound(find, filters.value, order, go);
  } catch {
    byId("archive").textContent = "The search cannot be shown while the server cannot be reached.";
  }
}

/** To a place of its own, as an entry of the browser's history. */
function go(address) {
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
  openPlace();
}

function find() {
  const words = box.value.trim();
  if (!words) box.focus();
  else go(findAddress(words, filters.value));
}

/** Leave what was shown for a place of its own. */
function leave() {
  running()?.stop();
  closeArticle();
  conversation = fresh();
  turns.replaceChildren();
  filters.value = {};
  entitle("");
  showTurns(true);
  scrollTo(0, 0);
}

function answered({ detail, target }) {
  const { reply, asked } = detail;
  conversation.title ||= asked.question;
  conversation.turns = [...conversation.turns, detail];
  const dropped = conversations.keep(conversation);
  if (dropped) byId("news").replaceChildren(`${plural(dropped, "old conversation")} deleted to make room. `);
  if (history.state?.turn !== target.heading.id) return; // the reader has gone elsewhere
  history.replaceState(here(target), "", toAddress({ ...asked, question: reply.query.text || asked.question }));
  entitle(reply.query.text);
}

// ---- The box

function showButton() {
  const stops = running() && !box.value.trim();
  const send = byId("send");
  send.textContent = stops ? "Stop" : "Ask";
}

function submit(event) {
  event.preventDefault();
  const question = box.value.trim();
  if (!question && running()) running().stop();
  else if (!question) box.focus();
  else if (ask(question)) box.value = "";
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

function openFilters(first) {
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

// ---- Conversations

/** Show a conversation; as an entry of the browser's history where the reader chose it. */
function show(next, isChosen = true) {
  running()?.stop();
  closeArticle();
  blend(() => {
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

function listConversations() {
  listKept(show, conversation.id);
  byId("export").hidden = !conversation.turns.length;
}

// ---- What is there to ask

/** What was removed from the archive goes from the conversations, too, also from the one that is shown. */
async function forgetRemoved(ids) {
  if (!ids.length) return;
  const { forgetGone, withoutArticles } = await import("./data/gone.js");
  const gone = await forgetGone(ids);
  if (!gone.size) return;
  conversation = { ...conversation, turns: conversation.turns.map((turn) => withoutArticles(turn, gone)) };
  for (const turn of turns.querySelectorAll("news-turn")) {
    const kept = conversation.turns.find(({ reply }) => reply.id === turn.reply?.id);
    if (kept && turn.reply.citations.some(({ article }) => gone.has(article.id))) turn.restore(kept);
  }
}

/** The archive has changed: say what is new, and offer to ask again. */
function changed(now, before) {
  if (now.articles) showFront();
  forgetRemoved(before ? conversations.articleIds() : keptAtStart).catch(() => {}); // it is looked for again with the next change
  if (!before) return;
  arrived += Math.max(0, now.articles - before.articles);
  const text = arrived ? plural(arrived, "new article") : "Articles have changed";
  const last = lastTurn();
  byId("news").replaceChildren(`${text}. `,
    last ? button("Ask again", () => again(last.asked), { className: "text" }) : "");
  say(`${text}.`);
}

const again = ({ question, history, as_of: asOf, ...set }) => ask(question, { ...set, as_of: asOf }, history);

const showFront = () => drawFront(filters, ask, go);

// ---- Start

byId("ask").addEventListener("submit", submit);
byId("send").addEventListener("click", (event) => event.detail > 1 && event.preventDefault()); // the second click would stop it
byId("find").addEventListener("click", find);
box.addEventListener("input", showButton);
box.addEventListener("keydown", keys);
document.addEventListener("answered", answered);
document.addEventListener("settled", showButton);
document.addEventListener("correct", correct);
document.addEventListener("ask", ({ detail }) => again(detail));
document.addEventListener("narrow", ({ detail, target }) => {
  const { question, history, ...set } = target.closest("news-turn").asked;
  ask(question, { ...set, ...detail });
});
document.addEventListener("keydown", shortcuts);
addEventListener("popstate", travel);
document.addEventListener("filtered", () => {
  const { find, order } = opened(location);
  if (find) {
    history.replaceState(null, "", findAddress(find, filters.value, order));
    drawSearch(find, order);
  } else if (location.pathname === "/") {
    history.replaceState(history.state, "", toAddress({ question: lastTurn()?.asked.question, ...filters.value }));
  }
});
byId("filters-fold").addEventListener("toggle", () => byId("ask").scrollIntoView({ block: "nearest" }));
byId("conversations").addEventListener("toggle", (event) => event.newState === "open" && listConversations());
byId("new").addEventListener("click", () => {
  show(fresh());
  filters.value = {};
  box.focus();
});
byId("export").addEventListener("click", async () => (await import("./data/export.js")).download(conversation));
byId("conversations").querySelector(".links").replaceChildren(...[["/following", "Followed questions"], ["/operator", "Sources and refreshes"]]
  .map(([address, label]) => placeLink(address, label, () => {
    byId("conversations").hidePopover();
    go(address);
  })));
keepKey(keptKey());
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.querySelector(".dialog-head button").addEventListener("click", () => dialog.close());
}
startCard();
startKeepingUp(changed);
const isPlace = openPlace();
const { question, ...set } = isPlace ? {} : fromAddress(location.search);
if (!isPlace) filters.value = set;
const last = conversations.open();
const isSame = last && toAddress({ ...last.turns.at(-1).asked, question: last.turns.at(-1).reply.query.text }) === toAddress({ question, ...set });
if (question && isSame) {
  show(last, false);
  history.replaceState(here(lastTurn()), "", location.href);
} else if (question) ask(question, set, [], false);
else if (!isTouch() && !isPlace) box.focus({ preventScroll: true });
showButton(); // a reload may keep what was typed
