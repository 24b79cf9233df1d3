// Small helpers to build elements. Text from articles only ever becomes text nodes.

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

/** A publisher's name; where the archive has only a web address, without its "www.". */
export const publisherName = (name, other = "No publisher") => cut((name || other).replace(/^www\./, ""), 80);

export const publisher = (name, other) => words(publisherName(name, other), { className: "publisher" });

export const headline = (article) => cut(article.title || "Untitled", 300);

/** The authors, without an entry that only runs others' names together. */
export function authors(article) {
  const all = [...new Set(article.authors ?? [])];
  const isRunTogether = (name) => all.filter((other) => other !== name && name.includes(other)).length > 1;
  return cut(all.filter((name) => !isRunTogether(name)).join(", "), 200);
}

/** The way to the article where it was published, of a citation to its words; as text where that is no web link. */
export function original(article, citation = null) {
  const address = webAddress(citation?.link ?? article.url);
  const name = publisherName(article.publisher, "the publisher’s page");
  if (!address) return article.url ? el("code", {}, words(cut(article.url, 200))) : null;
  const node = link(address, ["Read at ", words(name)], { ariaLabel: `Read at ${name}: ${headline(article)} (opens in a new tab)` });
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
    link(other.url, publisher(other.publisher, "another publisher")),
    other.published_at ? ` (${day(other.published_at)})` : ""));
  return joined(shown, ", ");
}

/** Days of publication in words: "28 Oct 2025 only", "1 Oct – 31 Oct 2025", "since 1 Oct 2025". */
export function span(since, until) {
  if (since && until && since === until) return `${day(since)} only`;
  if (!since || !until) return since ? `since ${day(since)}` : `until ${day(until)}`;
  const isOneYear = since.slice(0, 4) === until.slice(0, 4);
  return `${isOneYear ? day(since).replace(/ \d+$/, "") : day(since)} – ${day(until)}`;
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

/** A button that copies what `text` gives, and says for a moment whether that worked. */
export function copies(label, text, props = {}) {
  const node = button(label, async () => {
    const isDone = await Promise.resolve(text()).then(copied, () => false);
    tell(isDone ? "Copied" : "Cannot copy", isDone ? "Copied" : "Cannot copy");
    setTimeout(() => tell(label, props.ariaLabel ?? null), TOLD_MS);
  }, props);
  const tell = (shown, said) => {
    node.textContent = shown;
    node.ariaLabel = said;
  };
  return node;
}

/** Let the browser blend one state of the page into the next, where it can and the reader wants motion. */
export function blend(change) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still || !document.startViewTransition) change();
  else document.startViewTransition(change);
}
