// A stored article: the quote marked in it, its corrections and versions, what changed, who else carries it. It stands
// beside the answer where there is room, else over it; or on a page of its own.

import "../more_texts.js";
import { articleAddress, whole } from "../data/addresses.js";
import * as api from "../data/api.js";
import * as archiveApi from "../data/archive_api.js";
import { day, moment } from "../dates.js";
import { beside, button, byId, copies, details, el, entitle, headline, joined, link, publisher, time, unseen, words } from "../dom.js";
import { parts, t } from "../texts.js";
import { correctionHead, correctionText } from "./corrections.js";
import { readLink } from "./read_link.js";

const NEAR = 160; // characters of unchanged text that are shown beside a change
const BESIDE = matchMedia("(min-width: 62rem)");

const UNFOLDED = 4; // of other publishers
const dialog = byId("article");
const page = byId("reading");
const note = byId("article-note");
const text = byId("article-text");
let opener = null;
let loading = null;

/**
 * Open at once with what is known; the text follows. `citation` is {quote, start, end}; `changes` asks for what changed
 * from the version before, or from the version that it names.
 */
export function showArticle(article, citation, from, changes = false) {
  opener = from;
  dialog.append(byId("article-whole"));
  drawHead(article, citation);
  drawSteps(citation, from);
  for (const part of ["corrections", "more"]) byId(`article-${part}`).replaceChildren();
  if (!dialog.open) {
    dialog.closedBy = BESIDE.matches ? "closerequest" : "any";
    if (BESIDE.matches) dialog.show();
    else dialog.showModal();
  }
  load(article, citation, changes);
}

/** Show an article on a page of its own; `at` is {start, end} of the words to mark. */
export function showPage({ article: id, version, at }) {
  page.append(byId("article-whole"));
  for (const part of ["title", "source", "steps", "actions", "corrections", "more"]) byId(`article-${part}`).replaceChildren();
  return load({ id, version }, at);
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
  const step = (name, label, to) => {
    const node = button(label, () => {
      showArticle(all[to].article, all[to], from);
      byId("article-steps").querySelector(`[data-step=${name}]`)?.focus();
    }, { className: "small", disabled: !all[to] });
    node.dataset.step = name;
    return node;
  };
  const steps = at < 0 || all.length < 2 ? [] : [
    step("previous", t("previous_quote"), at - 1), ` ${t("step_of", { at: at + 1, all: all.length })} `, step("next", t("next_quote"), at + 1)];
  byId("article-steps").replaceChildren(...steps);
}

async function load(article, citation, changes = false) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  note.textContent = t("loading");
  text.replaceChildren();
  try {
    const [stored, isOther] = await stillStored(article, citation, signal);
    const quoted = citation && isOther === false && !citation.quote ? quotedAt(stored, citation) : citation;
    const span = quoted?.quote ? locate(stored.text, quoted) : null;
    drawHead(stored, span && { ...quoted, ...span }); // a link may mark nothing but the quoted words
    drawText(stored, quoted, isOther, span);
    drawMore(stored, quoted);
    if (changes && stored.versions.length > 1) await drawChanges(stored, stored.versions[0], changes === true ? null : changes);
    return stored;
  } catch (error) {
    if (signal.aborted) return null;
    drawProblem(error, () => load(article, citation));
    return null;
  }
}

function drawProblem(error, retry) {
  const isGone = error.status === 404;
  note.replaceChildren(isGone ? t("article_gone") : api.explain(error));
  if (isGone) byId("article-actions").replaceChildren(); // its links lead to nothing
  if (isGone && page.contains(text)) byId("article-title").textContent = t("article_not_here");
  text.replaceChildren(isGone ? "" : button(t("retry"), () => {
    byId("article-scroll").focus(); // the Retry button is about to go
    retry();
  }));
}

/** What is marked where only a place is given. */
function quotedAt(stored, { start, end }) {
  const quote = Array.from(stored.text).slice(start, end).join("");
  return quote ? { quote, start, end, link: stored.link } : null;
}

/** The cited version, or the current one if that is no longer kept; and whether it is another. */
async function stillStored({ id, version }, citation, signal) {
  try {
    const isPlace = citation && !citation.quote;
    return [await (isPlace ? archiveApi.articleAt(id, version, citation, signal) : archiveApi.article(id, version, signal)), false];
  } catch (error) {
    if (error.status !== 404 || !version) throw error;
    return [await archiveApi.article(id, null, signal), true];
  }
}

function drawHead(article, citation) {
  byId("article-title").replaceChildren(words(headline(article), { lang: article.language }));
  byId("article-source").replaceChildren(...joined([publisher(article.publisher),
    ...details(article, citation).filter((part) => part !== " · ")], " · "));
  const isPage = page.contains(text);
  if (isPage && !page.hidden) entitle(headline(article));
  byId("article-actions").replaceChildren(
    copies(t("copy_link"), () => whole(articleAddress(article, citation)), { className: "text" }),
    isPage ? button(t("print"), () => print(), { className: "text" })
      : el("a", { href: articleAddress(article, citation) }, t("own_page")));
}

function drawText(stored, citation, isOther, span) {
  note.replaceChildren(...versionNote(stored),
    isOther ? ` ${t("quoted_version_gone")}` : "",
    citation?.quote && !span ? ` ${t("quote_not_here")}` : "");
  text.lang = stored.language ?? "";
  text.replaceChildren(...paragraphs(stored.text, span));
  const mark = text.querySelector("mark");
  scrollUp();
  if (mark && !isInView(mark)) mark.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Whether all of it stands above the box at the foot of the page. */
function isInView(node) {
  const { top, bottom } = node.getBoundingClientRect();
  const { top: from, bottom: to } = byId("article-scroll").getBoundingClientRect();
  return top >= from && bottom <= Math.min(to, page.contains(node) ? byId("ask").getBoundingClientRect().top : innerHeight);
}

const scrollUp = () => {
  if (page.contains(text)) scrollTo(0, 0);
  else byId("article-scroll").scrollTop = 0;
};

function versionNote({ versions, version }) {
  const current = versions.find((each) => each.current);
  if (!current || current.version === version) return [];
  return parts("earlier_version_current", { time: time(stamp(current)) });
}

/** Corrections, versions and other publishers. */
function drawMore(stored, citation) {
  const { versions, corrections } = stored;
  byId("article-corrections").replaceChildren(...corrections.map((one) => el("p", { className: "notice correction" },
      correctionHead(one), " ", correctionText(one), " ",
      versions.length > 1 ? button(t("see_changes"), () => drawChanges(stored, versions[0]), { className: "text" }) : "")));
  byId("article-more").replaceChildren(
    carriers(stored),
    versions.length < 2 ? "" : el("details", {},
      el("summary", {}, t("versions", { n: versions.length })),
      el("ul", { className: "versions", role: "list" }, versions.map((one, i) => el("li", {},
        time(stamp(one)), one.current ? ` ${t("is_current")}` : "", " ",
        one.version === stored.version ? el("em", {}, t("is_shown")) : versionButton(t("show"), one, () => showVersion(stored, one, citation)), " ",
        i < versions.length - 1 ? versionButton(t("what_changed"), one, () => drawChanges(stored, one)) : "")))));
}

/** On a page of its own a version has its own address, too. */
function showVersion(stored, { version }, citation) {
  if (page.contains(text)) history.pushState(null, "", articleAddress({ ...stored, version }));
  load({ id: stored.id, version }, citation);
}

/** Other publishers that carry the story, each with its own copy in the archive and where that was published. */
function carriers({ carried_by: others }) {
  if (!others.length) return "";
  const list = el("ul", { className: "carriers", role: "list" }, others.map((one) => el("li", {},
    link(one.url, [publisher(one.publisher, t("another_publisher")), beside(one)]), ` · ${one.published_at ? day(one.published_at) : t("undated")} `,
    readLink(one, null, openOther, { className: "title" }))));
  return el("details", { className: "carried", open: others.length <= UNFOLDED },
    el("summary", {}, t("carried_by_others", { n: others.length })), list);
}

const openOther = (article) => {
  if (page.contains(text)) location.assign(articleAddress(article));
  else showArticle(article, null, opener);
};

const stamp = (version) => version.modified_at ?? version.published_at ?? version.first_seen_at;

const versionButton = (label, version, onClick) =>
  button(label, onClick, { className: "small", ariaLabel: t("of_version", { label, moment: moment(stamp(version)) }) });

async function drawChanges(stored, { version }, before = null) {
  const { signal } = loading;
  note.textContent = t("comparing");
  try {
    const changed = await archiveApi.changes(stored.id, version, before);
    if (signal.aborted) return; // another article was opened
    note.textContent = before ? t("changes_from_quoted") : t("changes_from_before");
    const title = changed.title.some((part) => part.kind !== "same")
      ? el("p", { className: "changed-title" }, changed.title.map(part)) : null;
    text.replaceChildren(el("div", { className: "changed", dir: "auto" }, title, el("p", {}, changed.text.map(part))));
    scrollUp();
  } catch (error) {
    if (!signal.aborted) note.replaceChildren(api.explain(error));
  }
}

function part({ kind, text: said }, i, all) {
  if (kind === "added") return el("ins", {}, unseen(`[${t("added")}: `), said, unseen("]"));
  if (kind === "removed") return el("del", {}, unseen(`[${t("removed_words")}: `), said, unseen("]"));
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
