// Small helpers to build elements. Text from articles only ever becomes text nodes.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: `props` are DOM properties, children are nodes or strings; null is left out of both. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) if (value != null) node[name] = value;
  node.append(...children.flat().filter((child) => child != null && child !== false && child !== ""));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Words that only screen readers get. */
export const unseen = (text) => el("span", { className: "unseen" }, text);

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

export const plural = (n, one, many = `${one}s`) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

export const cut = (text, max) => (text.length > max ? `${Array.from(text).slice(0, max).join("")}…` : text);

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

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Read as UTC: a date-time without a zone would otherwise shift with the reader's clock. */
export function parseDate(iso) {
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes("T");
  return new Date(zoned ? iso : iso + "Z");
}

export function day(iso) {
  const date = parseDate(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "27 Oct 2025, 09:40 UTC"; exact midnight means that only the day is known. */
export function moment(iso) {
  const date = parseDate(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const clock = date.toISOString().slice(11, 19);
  return clock === "00:00:00" ? day(iso) : `${day(iso)}, ${clock.slice(0, 5)} UTC`;
}

export function time(iso) {
  return iso ? el("time", { dateTime: iso }, moment(iso)) : el("span", {}, "undated");
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

/** "3 hours ago"; longer ago than a month, the day. */
export function ago(iso, now = Date.now()) {
  const seconds = (now - parseDate(iso).getTime()) / 1000;
  if (seconds > 30 * 86400) return day(iso);
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit ? `${plural(Math.floor(seconds / unit[1]), unit[0])} ago` : "just now";
}

export const publisher = (name, other = "No publisher") =>
  words(cut(name || other, 80), { className: "publisher" });

export const headline = (article) => cut(article.title || "Untitled", 300);

/** "authors · date · original", plus the address as text where it is no web link. */
export function details(article) {
  return joined([
    article.authors?.length ? words(cut(article.authors.join(", "), 200)) : null,
    time(article.published_at),
    webAddress(article.url)
      ? link(article.url, "Original", { ariaLabel: `Original: ${headline(article)} (opens in a new tab)` })
      : article.url && el("code", {}, words(cut(article.url, 200))),
  ], " · ");
}

/** Who else carries an article: "Also in Pacific Ledger (27 Oct 2025)". */
export function alsoIn(others) {
  const shown = others.map((other) => el("span", {},
    link(other.url, publisher(other.publisher, "another publisher")),
    other.published_at ? ` (${day(other.published_at)})` : ""));
  return joined(shown, ", ");
}

/** Let the browser blend one state of the page into the next, where it can and the reader wants motion. */
export function blend(change) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still || !document.startViewTransition) change();
  else document.startViewTransition(change);
}
