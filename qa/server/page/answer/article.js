// A stored article: the quote marked in it, its corrections and versions, what changed, who else carries it. It stands
// beside the answer where there is room, else over it.

import * as api from "../data/api.js";
import { alsoIn, button, byId, day, details, el, headline, joined, moment, publisher, time, unseen, webAddress, words } from "../dom.js";

const NEAR = 160; // characters of unchanged text that are shown beside a change
const BESIDE = matchMedia("(min-width: 62rem)");
const CORRECTIONS = { correction: "Corrected", clarification: "Clarified", retraction: "Retracted" };
const dialog = byId("article");
const note = byId("article-note");
const text = byId("article-text");
let opener = null;
let loading = null;

/**
 * Open at once with what is known; the text follows. `citation` is {quote, start, end} and who else has it; `changes`
 * asks for what changed from the version before.
 */
export function showArticle(article, citation, from, changes = false) {
  opener = from;
  drawHead(article, citation);
  drawSteps(citation, from);
  byId("article-more").replaceChildren();
  if (!dialog.open) {
    dialog.closedBy = BESIDE.matches ? "closerequest" : "any";
    if (BESIDE.matches) dialog.show();
    else dialog.showModal();
  }
  load(article, citation, changes);
}

dialog.addEventListener("close", () => {
  loading?.abort();
  if (opener?.isConnected) opener.focus(); // some browsers do not focus a clicked button, so cannot restore it
});
dialog.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close()); // where the browser does not
BESIDE.addEventListener("change", () => dialog.close());

/** From one quote of the answer to the next. */
function drawSteps(citation, from) {
  const all = from?.closest("news-turn")?.reply?.citations ?? [];
  const at = all.findIndex(({ number }) => number === citation?.number);
  const step = (label, to) => button(label, () => {
    showArticle(all[to].article, all[to], from);
    byId("article-steps").querySelector(`[data-step="${label}"]`)?.focus();
  }, { className: "small", disabled: !all[to] });
  const steps = at < 0 || all.length < 2 ? [] : [step("Previous quote", at - 1), ` ${at + 1} of ${all.length} `, step("Next quote", at + 1)];
  for (const node of steps) if (node.dataset) node.dataset.step = node.textContent;
  byId("article-steps").replaceChildren(...steps);
}

async function load(article, citation, changes = false) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  note.textContent = "Loading…";
  text.replaceChildren();
  try {
    const [stored, isOther] = await stillStored(article, signal);
    drawHead(stored, citation);
    drawText(stored, citation, isOther);
    drawMore(stored, citation);
    if (changes && stored.versions.length > 1) await drawChanges(stored, stored.versions[0]);
  } catch (error) {
    if (signal.aborted) return;
    note.textContent = api.explain(error);
    text.replaceChildren(button("Retry", () => {
      byId("article-scroll").focus(); // the Retry button is about to go
      load(article, citation);
    }));
  }
}

/** The cited version, or the current one if that is no longer kept; and whether it is another. */
async function stillStored({ id, version }, signal) {
  try {
    return [await api.article(id, version, signal), false];
  } catch (error) {
    if (error.status !== 404 || !version) throw error;
    return [await api.article(id, null, signal), true];
  }
}

function drawHead(article, citation) {
  const title = byId("article-title");
  title.replaceChildren(words(headline(article), { lang: article.language }));
  byId("article-source").replaceChildren(...joined([publisher(article.publisher),
    ...details(article, citation).filter((part) => part !== " · ")], " · "));
}

function drawText(stored, citation, isOther) {
  const span = citation?.quote ? locate(stored.text, citation) : null;
  note.replaceChildren(...versionNote(stored),
    isOther ? " The version that was quoted is no longer kept." : "",
    citation?.quote && !span ? " The quote is not in this version of the text." : "");
  text.lang = stored.language ?? "";
  text.replaceChildren(...paragraphs(stored.text, span));
  const mark = text.querySelector("mark");
  if (mark) mark.scrollIntoView({ block: "center", behavior: "instant" });
  else byId("article-scroll").scrollTop = 0;
}

function versionNote({ versions, version }) {
  const current = versions.find((each) => each.current);
  if (!current || current.version === version) return [];
  return ["Earlier version. Current: ", time(stamp(current)), "."];
}

/** Versions and other publishers. */
function drawMore(stored, citation) {
  const others = citation?.also_reported_by ?? [];
  const listed = new Set(others.map((other) => other.url));
  const unnamed = stored.same_story.filter((url) => webAddress(url) && !listed.has(url))
    .map((url) => ({ url, publisher: new URL(url).host }));
  const { versions, corrections } = stored;
  byId("article-more").replaceChildren(
    ...corrections.map((one) => el("p", { className: "notice correction" },
      el("strong", {}, CORRECTIONS[one.kind], one.date ? ` on ${day(one.date)}` : ""), " ", words(one.text.replace(/^(correction|clarification|retraction)s?:\s*/i, "")), " ",
      versions.length > 1 ? button("See what changed", () => drawChanges(stored, versions[0]), { className: "text" }) : "")),
    others.length + unnamed.length
      ? el("p", { className: "meta" }, "Also carried by ", alsoIn([...others, ...unnamed]), ".") : "",
    versions.length < 2 ? "" : el("details", {},
      el("summary", {}, `${versions.length} versions`),
      el("ul", { className: "versions", role: "list" }, versions.map((one, i) => el("li", {},
        time(stamp(one)), one.current ? " (current)" : "", " ",
        one.version === stored.version ? el("em", {}, "shown") : versionButton("Show", one, () =>
          load({ id: stored.id, version: one.version }, citation)), " ",
        i < versions.length - 1 ? versionButton("What changed", one, () => drawChanges(stored, one)) : "")))));
}

const stamp = (version) => version.modified_at ?? version.published_at ?? version.first_seen_at;

const versionButton = (label, version, onClick) =>
  button(label, onClick, { className: "small", ariaLabel: `${label}: version of ${moment(stamp(version))}` });

async function drawChanges(stored, { version }) {
  note.textContent = "Comparing…";
  try {
    const changed = await api.changes(stored.id, version);
    note.textContent = "Changes from the version before: removed words are struck through, new ones underlined.";
    const title = changed.title.some((part) => part.kind !== "same")
      ? el("p", { className: "changed-title" }, changed.title.map(part)) : null;
    text.replaceChildren(el("div", { className: "changed", dir: "auto" }, title, el("p", {}, changed.text.map(part))));
    byId("article-scroll").scrollTop = 0;
  } catch (error) {
    note.textContent = api.explain(error);
  }
}

function part({ kind, text: said }, i, all) {
  if (kind === "added") return el("ins", {}, unseen("[added: "), said, unseen("]"));
  if (kind === "removed") return el("del", {}, unseen("[removed: "), said, unseen("]"));
  if (said.length <= 2 * NEAR) return said;
  const [before, after] = [said.slice(0, NEAR).replace(/\S*$/, ""), said.slice(-NEAR).replace(/^\S*/, "")];
  return `${i ? before : ""} […] ${i < all.length - 1 ? after : ""}`;
}

/**
 * Where the quote is, in code points. The offsets count code points while strings here count UTF-16
 * units, which differ after the first emoji. Offsets that do not fit are replaced by a search.
 */
export function locate(full, { quote, start, end }) {
  const points = Array.from(full);
  if (points.slice(start, end).join("") === quote) return { start, end };
  const at = full.indexOf(quote);
  if (at < 0) return null;
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
    return line.trim() ? [el("p", { dir: "auto" }, part(0, from), marked, part(Math.max(from, to)))] : [];
  });
}

const clamp = (n, max) => Math.min(Math.max(n, 0), max);
