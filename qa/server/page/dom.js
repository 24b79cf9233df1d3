// Small helpers to build elements. Text from articles only ever becomes text nodes.

import { day, moment } from "./dates.js";
import { parts, t } from "./texts.js";

/** Make an element: `props` are DOM properties, children are nodes or strings; null is left out of both. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) if (value != null) node[name] = value;
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Words that only screen readers get. */
export const unseen = (text) => el("span", { className: "unseen" }, text);

/** Say something to screen readers; what was said before a new question is taken away. */
export function say(text, isNew = false) {
  const line = el("p", {}, text);
  if (isNew) byId("live").replaceChildren(line);
  else byId("live").append(line);
}

/** Words that the service says in English alone. */
export const english = (text) => el("span", { lang: "en" }, text);

/** Words of an article in their own direction, whatever marks of direction they carry. */
export const words = (text, props = {}) => el("bdi", props, text);

export function button(label, onClick, props = {}) {
  const node = el("button", { type: "button", ...props }, label);
  node.addEventListener("click", onClick);
  return node;
}

/** Put `separator` between the items that are there. */
export function joined(items, separator) {
  return items.filter(Boolean).flatMap((item, i) => (i ? [separator, item] : [item]));
}

export function cut(text, max) {
  const points = Array.from(text);
  return points.length > max ? `${points.slice(0, max).join("")}…` : text;
}

/** The address if it is safe to follow; articles may carry file:, javascript: or nonsense. */
export function webAddress(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

export function link(url, label, props = {}) {
  const href = webAddress(url);
  if (!href) return el("span", props, label);
  return el("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** A link to a place of this page, to which `go` leads without loading it anew; in a window of its own for whoever asks. */
export function placeLink(address, label, go, props = {}) {
  const node = el("a", { href: address, ...props }, label);
  node.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(address, node);
  });
  return node;
}

export function time(iso) {
  return iso ? el("time", { dateTime: iso }, moment(iso)) : el("span", {}, t("undated"));
}

/** A publisher's name; where the archive has only a web address, without its "www.". */
export const publisherName = (name, other = t("no_publisher")) => cut((name || other).replace(/^www\./, ""), 80);

export const publisher = (name, other) => words(publisherName(name, other), { className: "publisher" });

/** " (evil.example)" behind a publisher's name that the article's site is not called by, as the service says. */
export const beside = ({ host }) => (host ? ` (${host})` : null);

export const headline = (article) => cut(article.title || t("untitled"), 300);

/** The authors, without an entry that only runs others' names together. */
export function authors(article) {
  const all = [...new Set(article.authors ?? [])];
  const isRunTogether = (name) => all.filter((other) => other !== name && name.includes(other)).length > 1;
  return cut(all.filter((name) => !isRunTogether(name)).join(", "), 200);
}

/** The way to the article where it was published, of a citation to its words; as text where that is no web link. */
export function original(article, citation = null) {
  const address = webAddress(citation?.link ?? article.url);
  const name = publisherName(article.publisher, t("publishers_page"));
  if (!address) return article.url ? el("code", {}, words(cut(article.url, 200))) : null;
  const host = beside(article);
  const node = link(address, [parts("read_at", { publisher: words(name) }), host],
    { ariaLabel: t("read_at_label", { publisher: `${name}${host ?? ""}`, headline: headline(article) }) });
  node.dataset.address = webAddress(article.url); // for print
  return node;
}

/** "authors · date · Read at CNN". */
export function details(article, citation = null) {
  const names = authors(article);
  return joined([names ? words(names) : null, time(article.published_at), original(article, citation)], " · ");
}

/** Other publishers of an article: "Pacific Ledger (27 Oct 2025), Eastmoor Gazette". */
export function alsoIn(others) {
  const shown = others.map((other) => el("span", {},
    link(other.url, [publisher(other.publisher, t("another_publisher")), beside(other)]),
    other.published_at ? ` (${day(other.published_at)})` : ""));
  return joined(shown, ", ");
}

/** Give text to the clipboard; says whether that worked. Away from this machine, plain http has no clipboard to write. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el("textarea", { className: "unseen", value: text });
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    before?.focus();
    return isDone;
  }
}

/** The window's title: a question, a headline, or none. */
export function entitle(text) {
  document.title = text ? `${text} – newsqa` : "newsqa";
}

const TOLD_MS = 2_000;

/** A button that says for a moment what has come of it: the words that `act` gives, if any. */
export function tells(label, act, props = {}) {
  const node = button(label, async () => {
    const outcome = await act();
    if (!outcome) return;
    tell(outcome, outcome);
    setTimeout(() => tell(label, props.ariaLabel ?? null), TOLD_MS);
  }, props);
  const tell = (shown, said) => {
    node.textContent = shown;
    node.ariaLabel = said;
  };
  return node;
}

/** A button that copies what `text` gives. */
export const copies = (label, text, props) => tells(label, async () =>
  ((await Promise.resolve(text()).then(copied, () => false)) ? t("copied") : t("cannot_copy")), props);

/** Let the browser blend one state of the page into the next, where it can and the reader wants motion. */
export async function blend(change) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still || !document.startViewTransition) change();
  else await document.startViewTransition(change).updateCallbackDone;
}
