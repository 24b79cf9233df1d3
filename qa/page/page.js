// The chat page: the form, the list of turns, the address, the archive line.

import * as api from "./api.js";
import { answerParts, spokenAnswer } from "./answer.js";
import { button, byId, day, el } from "./dom.js";

const MAX_QUESTION = 2000;
const form = byId("ask");
const box = byId("question");
const turns = byId("turns");
const live = byId("live");
let running = null; // the AbortController of the question that waits for its answer

// ---- Archive line

async function showArchive() {
  try {
    const { articles, newest_published_at: newest } = await api.status();
    byId("archive").textContent = archiveLine(articles, newest);
    if (articles > 0) return;
    byId("empty").hidden = false;
    byId("intro").hidden = true;
  } catch {
    byId("archive").textContent = "The archive's state is not known.";
  }
}

function archiveLine(articles, newest) {
  const count = `${articles.toLocaleString("en-GB")} ${articles === 1 ? "article" : "articles"}`;
  return newest ? `${count}, newest ${day(newest)}` : count;
}

// ---- Form

function filters() {
  const value = (id) => byId(id).value.trim();
  const set = {};
  if (value("since")) set.since = value("since");
  if (value("until")) set.until = value("until");
  // What was known on a day includes what was published during it.
  if (value("as-of")) set.as_of = `${value("as-of")}T23:59:59Z`;
  set.publishers = value("publishers").split(",").map((name) => name.trim()).filter(Boolean);
  return set;
}

/** Filters stay set while they are folded away, so the summary says that they apply. */
function showFilterCount() {
  const { publishers, ...rest } = filters();
  const count = Object.keys(rest).length + (publishers.length ? 1 : 0);
  byId("filters-set").textContent = count ? `(${count} set)` : "";
}

function showSendable() {
  byId("send").disabled = !box.value.trim();
}

function submit(event) {
  event.preventDefault();
  const question = box.value.trim();
  if (!question) return;
  box.value = "";
  showSendable();
  ask(question);
}

function sendOnEnter(event) {
  // While an input method composes a word, Enter accepts that word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
}

function clearFilters() {
  for (const input of byId("filters").querySelectorAll("input")) input.value = "";
  showFilterCount();
}

// ---- Turns

/** Ask in a new turn at the end of the conversation. */
function ask(question) {
  byId("intro").hidden = true;
  const prefix = `turn-${turns.children.length + 1}`;
  const heading = el("h2", { id: prefix, tabIndex: -1 },
    el("span", { className: "unseen" }, "Question: "), question);
  const turn = { prefix, heading, body: el("div") };
  turn.item = el("li", {}, el("article", {}, heading, turn.body));
  turns.append(turn.item);
  turns.hidden = false;
  history.replaceState(null, "", `?${new URLSearchParams({ q: question })}`);
  // Follow-ups are not built yet: each question stands alone.
  run(turn, { question, history: [], ...filters() });
}

/** Send the request of a turn, and draw whatever comes of it. A new question stops the one before. */
async function run(turn, body) {
  running?.abort();
  const mine = (running = new AbortController());
  drawPending(turn, mine);
  try {
    const reply = await api.ask(body, mine.signal);
    if (mine.signal.aborted) throw new DOMException("", "AbortError");
    fill(turn, answerParts(reply, body, turn.prefix));
    live.textContent = spokenAnswer(reply);
  } catch (error) {
    const stopped = mine.signal.aborted;
    const message = stopped ? "Stopped." : api.explain(error);
    drawFailure(turn, message, stopped, () => run(turn, body));
    // When a new question stopped this one, "Searching…" is what should be heard.
    if (running === mine) live.textContent = message;
  } finally {
    if (running === mine) running = null;
  }
  if (!running) turn.item.scrollIntoView({ block: "start" });
}

function drawPending(turn, controller) {
  const stop = button("Stop", () => controller.abort());
  fill(turn, [el("p", { className: "pending" }, el("span", { className: "pulse" }, "Searching…"), stop)]);
  turn.body.setAttribute("aria-busy", "true");
  live.textContent = "Searching…";
  // A button that was pressed is gone or disabled now; typing in the box goes on undisturbed.
  if (![box, document.body].includes(document.activeElement)) stop.focus({ preventScroll: true });
  turn.item.scrollIntoView({ block: "start" });
}

function drawFailure(turn, message, stopped, retry) {
  fill(turn, [
    el("p", { className: stopped ? "hint" : "problem" }, message),
    el("p", {}, button(stopped ? "Ask again" : "Retry", retry)),
  ]);
}

/** Replace a turn's body; a focus that sat inside it moves to its question instead of getting lost. */
function fill(turn, parts) {
  const focused = turn.body.contains(document.activeElement);
  turn.body.removeAttribute("aria-busy");
  turn.body.replaceChildren(...parts);
  if (focused) turn.heading.focus({ preventScroll: true });
}

// ---- Start

form.addEventListener("submit", submit);
box.addEventListener("input", showSendable);
box.addEventListener("keydown", sendOnEnter);
byId("filters").addEventListener("input", showFilterCount);
byId("clear").addEventListener("click", clearFilters);
for (const example of byId("examples").querySelectorAll("button")) {
  example.addEventListener("click", () => ask(example.textContent));
}
showArchive();
showSendable(); // a reload may keep what was typed
showFilterCount();
const asked = new URLSearchParams(location.search).get("q")?.trim().slice(0, MAX_QUESTION);
if (asked) ask(asked);
