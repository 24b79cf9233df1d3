// Citation chips: a card with the source while one is hovered or focused, the article when it is opened.

import { byId, details, el, headline, publisher, publisherName, words } from "../dom.js";
import { language, t } from "../texts.js";
import { readLink } from "./read_link.js";

const LEAVE_MS = 200; // time to move the pointer from the chip into the card
let leaving = 0;
let shown = null; // the chip whose card is shown

/** Open an article, at what `changes` of it if that is wanted, from the version before or from the one that is named; its
 * code comes when it is first needed. */
export async function showArticle(article, citation, from, changes = false) {
  try {
    (await import("./article.js")).showArticle(article, citation, from, changes);
  } catch {
    byId("archive").textContent = t("article_unreachable");
  }
}

export const articleLink = (article, citation, props) => readLink(article, citation, showArticle, props);

export const closeArticle = () => byId("article").close();

export function chip(citation) {
  const { number, article } = citation;
  const label = t("source_label", { number: String(number), publisher: publisherName(article.publisher), headline: headline(article) });
  const node = el("button", { type: "button", className: "chip", lang: language, ariaLabel: label }, String(number));
  node.setAttribute("aria-describedby", "card");
  node.addEventListener("click", () => {
    hide();
    showArticle(article, citation, node);
  });
  for (const name of ["pointerenter", "focus"]) node.addEventListener(name, () => show(node, citation));
  for (const name of ["pointerleave", "blur"]) node.addEventListener(name, hideSoon);
  return node;
}

function show(node, citation) {
  clearTimeout(leaving);
  const card = byId("card");
  const { article, quote } = citation;
  card.replaceChildren(
    el("p", { className: "card-head" }, publisher(article.publisher), citation.superseded && superseded()),
    el("p", { className: "card-title" }, words(headline(article), { lang: article.language })),
    el("p", { className: "meta" }, details({ ...article, url: null })),
    el("blockquote", { dir: "auto", lang: article.language }, quote));
  shown = node;
  card.showPopover();
  place();
}

/** Below the chip, or above it where there is more room; never outside the window. */
function place() {
  const card = byId("card");
  if (!card.matches(":popover-open")) return;
  const at = shown.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const below = at.bottom + 6;
  const top = below + height > innerHeight && at.top > innerHeight - at.bottom ? at.top - height - 6 : below;
  card.style.top = `${Math.max(4, Math.min(top, innerHeight - height - 4))}px`;
  card.style.left = `${Math.max(4, Math.min(at.left, innerWidth - width - 4))}px`;
}

function hide() {
  clearTimeout(leaving);
  const card = byId("card");
  if (card.matches(":popover-open")) card.hidePopover();
}

function hideSoon() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, LEAVE_MS);
}

export const superseded = () =>
  el("span", { className: "tag", title: t("earlier_version_title") }, t("earlier_version"));

/** Once, when the page starts. */
export function startCard() {
  const card = byId("card");
  card.addEventListener("pointerenter", () => clearTimeout(leaving));
  card.addEventListener("pointerleave", hideSoon);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", place, { passive: true });
  addEventListener("resize", place);
}
