// A headline that leads to its article: beside what is shown, or in a window of its own to whoever asks for that.

import { articleAddress } from "../data/addresses.js";
import { el, headline, words } from "../dom.js";

/** `open` gets the article, the citation and the link itself. */
export function readLink(article, citation, open, props = {}) {
  const node = el("a", { href: articleAddress(article, citation), ...props }, words(headline(article), { lang: article.language }));
  node.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(article, citation, node);
  });
  return node;
}
