// A headline that leads to its article: beside what is shown, or in a window of its own to whoever asks for that.

import { articleAddress } from "../data/addresses.js";
import { headline, placeLink, words } from "../dom.js";

/** `open` gets the article, the citation and the link itself. */
export const readLink = (article, citation, open, props = {}) =>
  placeLink(articleAddress(article, citation), words(headline(article), { lang: article.language }),
    (_, node) => open(article, citation, node), props);
