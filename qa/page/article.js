// The dialog that shows a stored article with the quote marked in it.

import * as api from "./api.js";
import { button, byId, el, source, time } from "./dom.js";

const dialog = byId("article");
const note = byId("article-note");
const text = byId("article-text");
let opener = null;
let loading = null;

byId("article-close").addEventListener("click", () => dialog.close());

dialog.addEventListener("close", () => {
  loading?.abort();
  opener?.focus(); // some browsers do not focus a clicked button, so they cannot restore it themselves
});

/** Open the dialog at once with what is known; the text follows. `quote` is {quote, start, end}. */
export function showArticle(article, quote, from) {
  opener = from;
  drawHead(article);
  dialog.showModal();
  load(article, quote);
}

async function load(article, quote) {
  loading = new AbortController();
  const { signal } = loading;
  note.textContent = "Loading…";
  text.replaceChildren();
  try {
    const stored = await api.article(article.id, article.version, signal);
    drawHead(stored);
    drawText(stored, quote);
  } catch (error) {
    if (signal.aborted) return;
    note.textContent = api.explain(error);
    text.replaceChildren(button("Retry", () => retry(article, quote)));
  }
}

function retry(article, quote) {
  byId("article-scroll").focus(); // the Retry button is about to go
  load(article, quote);
}

function drawHead(article) {
  const title = byId("article-title");
  title.textContent = article.title || "Untitled";
  setLanguage(title, article);
  byId("article-source").replaceChildren(...source(article, { headline: false }));
}

/** An empty lang would mean "not known", so take it away to fall back to the page's own. */
function setLanguage(node, { language }) {
  if (language) node.lang = language;
  else node.removeAttribute("lang");
}

function drawText(stored, quote) {
  const span = locate(stored.text, quote);
  note.replaceChildren(...versionNote(stored), span ? "" : " The quote is not in this version of the text.");
  setLanguage(text, stored);
  text.replaceChildren(...paragraphs(stored.text, span));
  const mark = text.querySelector("mark");
  if (mark) mark.scrollIntoView({ block: "center", behavior: "instant" });
  else byId("article-scroll").scrollTop = 0;
}

function versionNote(stored) {
  const versions = stored.versions ?? [];
  if (versions.length < 2) return [];
  const shown = versions.find((v) => v.version === stored.version);
  const current = versions.find((v) => v.current);
  if (shown?.current || !current) return [`The current one of ${versions.length} stored versions.`];
  return ["An earlier version; the current one is of ", time(current.modified_at ?? current.first_seen_at), "."];
}

/**
 * Where the quote is, in code points. The offsets count code points while strings here count UTF-16
 * units, which differ after the first emoji. Offsets that do not fit are replaced by a search.
 */
export function locate(full, { quote, start, end }) {
  const points = Array.from(full);
  if (points.slice(start, end).join("") === quote) return { start, end };
  const at = full.indexOf(quote);
  if (!quote || at < 0) return null;
  const first = Array.from(full.slice(0, at)).length;
  return { start: first, end: first + Array.from(quote).length };
}

/** One <p> for each line, the part that belongs to the quote in <mark>; a quote may span lines. */
function paragraphs(full, span) {
  let offset = 0;
  return full.split("\n").flatMap((line) => {
    const points = Array.from(line);
    const from = clamp((span?.start ?? 0) - offset, points.length);
    const to = clamp((span?.end ?? 0) - offset, points.length);
    offset += points.length + 1;
    const part = (a, b) => points.slice(a, b).join("");
    const marked = from < to ? el("mark", {}, part(from, to)) : null;
    return line.trim() ? [el("p", {}, part(0, from), marked, part(Math.max(from, to)))] : [];
  });
}

const clamp = (n, max) => Math.min(Math.max(n, 0), max);
