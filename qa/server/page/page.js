// The chat page: wires the form, the turns, the address and the conversations together.

import * as api from "./data/api.js";
import { showArticle, startCard } from "./answer/chip.js";
import * as conversations from "./data/conversations.js";
import { ago, blend, button, byId, day, el, headline, plural, publisher, words } from "./dom.js";
import { fromAddress, toAddress } from "./controls/filters.js";
import { startKeepingUp } from "./controls/keepup.js";
import { say } from "./answer/turn.js";

const HISTORY = 10; // turns that a follow-up question can rest on
const box = byId("question");
const turns = byId("turns");
const filters = byId("filters");
let conversation = fresh();
let arrived = 0; // articles that came since the last answer

function fresh() {
  return { id: crypto.randomUUID?.() ?? String(Math.random()), at: new Date().toISOString(), title: "", turns: [] };
}

const lastTurn = () => [...turns.querySelectorAll("news-turn")].at(-1);
const running = () => turns.querySelector("news-turn[data-state=pending]");

// ---- Asking

function ask(question, set = filters.value, said = conversationBefore()) {
  running()?.stop();
  filters.value = set;
  if (set.since && set.until && set.since > set.until) {
    byId("problem").textContent = `The first day, ${day(set.since)}, is later than the last, ${day(set.until)}.`;
    openFilters("since");
    return;
  }
  byId("problem").textContent = "";
  const { as_of: asOf, ...rest } = set;
  // What was known on a day includes what was published during it.
  const asked = { question, history: said, ...rest, ...(asOf ? { as_of: `${asOf.slice(0, 10)}T23:59:59Z` } : {}) };
  const turn = el("news-turn");
  showTurns(true);
  turns.append(el("li", {}, turn));
  const wasInBox = document.activeElement === box;
  const answering = turn.ask(asked);
  address(asked);
  if (!wasInBox) turn.heading.focus({ preventScroll: true });
  if (turns.children.length === 1) scrollTo(0, 0);
  else turn.scrollIntoView({ block: "start" });
  arrived = 0;
  byId("news").replaceChildren();
  showButton();
  return answering;
}

/** What was said so far, from the last question on that was to stand alone. */
function conversationBefore() {
  const { turns: all } = conversation;
  const alone = all.findLastIndex(({ asked }) => asked.without?.includes("conversation"));
  return all.slice(Math.max(alone, 0)).slice(-HISTORY).flatMap(({ asked, reply }) => [
    { role: "user", text: asked.question }, { role: "assistant", text: reply.answer.slice(0, 20_000) },
  ]);
}

/** The address of the answer: its question as it stands alone, and its filters. */
function address(asked) {
  history.replaceState(null, "", toAddress(asked));
  document.title = asked.question ? `${asked.question} – newsqa` : "newsqa";
}

function showTurns(shown) {
  document.body.classList.toggle("asked", shown);
  turns.hidden = !shown;
  byId("intro").hidden = shown;
}

function answered({ detail }) {
  const { reply, asked } = detail;
  conversation.title ||= asked.question;
  conversation.turns = [...conversation.turns, detail];
  conversations.keep(conversation);
  if (reply.query.text) address({ ...asked, question: reply.query.text });
}

// ---- The box

function showButton() {
  const stops = running() && !box.value.trim();
  const send = byId("send");
  send.textContent = stops ? "Stop" : "Ask";
  send.disabled = !stops && !box.value.trim();
}

function submit(event) {
  event.preventDefault();
  const question = box.value.trim();
  if (!question) running()?.stop();
  else {
    box.value = "";
    ask(question);
  }
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

function show(next) {
  running()?.stop();
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
    address(last ? { ...last.asked, question: last.reply.query.text } : { question: "" });
    byId("conversations").hidePopover();
    if (turns.children.length > 1) turns.lastElementChild.scrollIntoView({ block: "start" });
    else scrollTo(0, 0);
  });
}

function listConversations() {
  const kept = conversations.all();
  byId("conversation-list").replaceChildren(...kept.map((one) => el("li", {},
    button(words(one.title), () => show(one), { className: "headline" }),
    el("span", { className: "meta" }, ` ${plural(one.turns.length, "question")}, ${ago(one.at)} `),
    button("Forget", () => {
      conversations.drop(one.id);
      listConversations();
    }, { className: "small", ariaLabel: `Forget ${one.title}` }))),
    kept.length ? "" : el("li", { className: "meta" }, "None yet. They stay in this browser."));
  byId("export").hidden = !conversation.turns.length;
}

// ---- What is there to ask

/** The archive has changed: say what is new, and offer to ask again. */
function changed(now, before) {
  if (now.articles) showFront();
  if (!before) return;
  arrived += Math.max(0, now.articles - before.articles);
  const text = arrived ? plural(arrived, "new article") : "Articles have changed";
  const last = lastTurn();
  byId("news").replaceChildren(`${text}. `,
    last ? button("Ask again", () => again(last.asked), { className: "text" }) : "");
  say(`${text}.`);
}

const again = ({ question, history, as_of: asOf, ...set }) => ask(question, { ...set, as_of: asOf }, history);

async function showFront() {
  const { examples, publishers, newest } = await api.front().catch(() => ({ examples: [], publishers: [], newest: [] }));
  filters.offer(publishers);
  byId("examples").replaceChildren(...examples.map((text) => el("li", {}, button(text, () => ask(text)))));
  byId("newest").replaceChildren(...newest.map((article) => el("li", {},
    button(words(headline(article), { lang: article.language }),
      (event) => showArticle(article, null, event.currentTarget), { className: "headline" }),
    el("p", { className: "meta" }, publisher(article.publisher), " · ", ago(article.published_at)))));
  byId("offers").hidden = !newest.length;
}

// ---- Start

byId("ask").addEventListener("submit", submit);
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
document.addEventListener("filtered", () => {
  history.replaceState(null, "", toAddress({ question: lastTurn()?.asked.question, ...filters.value }));
});
byId("filters-fold").addEventListener("toggle", () => byId("ask").scrollIntoView({ block: "nearest" }));
byId("conversations").addEventListener("toggle", (event) => event.newState === "open" && listConversations());
byId("new").addEventListener("click", () => {
  show(fresh());
  filters.value = {};
  box.focus();
});
byId("export").addEventListener("click", async () => (await import("./data/export.js")).download(conversation));
byId("operator-open").addEventListener("click", async () => {
  byId("conversations").hidePopover();
  (await import("./controls/operator.js")).showOperator();
});
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.querySelector(".dialog-head button").addEventListener("click", () => dialog.close());
}
startCard();
startKeepingUp(changed);
const { question, ...set } = fromAddress(location.search);
filters.value = set;
const last = conversations.open();
const isSame = last && toAddress({ ...last.turns.at(-1).asked, question: last.turns.at(-1).reply.query.text }) === toAddress({ question, ...set });
if (question && isSame) show(last);
else if (question) ask(question, set);
showButton(); // a reload may keep what was typed
