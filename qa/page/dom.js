// Small helpers to build elements. Text from articles only ever becomes text nodes.

/** Make an element: `props` are DOM properties, children are nodes or strings; null is left out of both. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) if (value != null) node[name] = value;
  node.append(...children.flat().filter((child) => child != null && child !== ""));
  return node;
}

export const byId = (id) => document.getElementById(id);

export function button(label, onClick, props = {}) {
  const node = el("button", { type: "button", ...props }, label);
  node.addEventListener("click", onClick);
  return node;
}

/** Put `separator` between the items that are there. */
export function joined(items, separator) {
  return items.filter(Boolean).flatMap((item, i) => (i ? [separator, item] : [item]));
}

/** The address if it is safe to follow; articles may carry file:, javascript: or nonsense. */
function webAddress(url) {
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
function parseDate(iso) {
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

/** "publisher · headline · authors · date", plus the address as text where it is no web link. */
export function source(article, { headline = true } = {}) {
  const title = article.title || "Untitled";
  const parts = [
    article.publisher && el("span", { className: "publisher" }, article.publisher),
    headline && link(article.url, title, { className: "headline", lang: article.language }),
    article.authors?.length ? article.authors.join(", ") : null,
    time(article.published_at),
    article.url && !webAddress(article.url) ? el("code", {}, article.url) : null,
    !headline && webAddress(article.url) ? link(article.url, "original article") : null,
  ];
  return joined(parts, " · ");
}
