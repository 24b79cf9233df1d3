// Places with an address of their own: an answer as it was given, an article, a search, a story, the operator's parts.
// The code of each comes when it is first opened.

import { findAddress, opened } from "../data/addresses.js";
import { byId, entitle } from "../dom.js";
import { t } from "../texts.js";
import { box } from "./box.js";
import { ask } from "./conversing.js";
import { filters, leave, turns } from "./shown.js";

/** Show what the address leads to, if that has one of its own; says whether it has. */
export function openPlace() {
  const place = opened(location);
  if (place.answer) showGiven(place.answer);
  if (place.article) showReading(place);
  if (place.find) showFound(place);
  if (place.story) showPlace(import("./story.js"), ({ drawStory }) => drawStory(place, ask));
  if (place.following) showPlace(import("./following.js"), ({ drawFollowing }) => drawFollowing());
  if (place.operator) showPlace(import("./operator.js"), ({ drawOperator }) => drawOperator());
  if (place.cutOff) showPlace(import("./cut_off.js"), ({ drawCutOff }) => drawCutOff(place.cutOff));
  return ["answer", "article", "find", "story", "following", "operator", "cutOff"].some((name) => place[name]);
}

/** To a place of its own, as an entry of the browser's history. */
export function go(address) {
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
  openPlace();
}

/** To the articles that have some words. */
export const find = (words) => go(findAddress(words, filters.value));

/** Show an answer as it was given. */
function showGiven(id) {
  leave();
  drawOnceThere(import("./given.js"), ({ drawGiven }) => drawGiven(id));
}

/** Show an article on a page of its own. */
function showReading(place) {
  leave();
  turns.hidden = true;
  byId("reading").hidden = false;
  drawOnceThere(import("../answer/article.js"), ({ showPage }) => showPage(place), "article_unreachable");
}

/** Show a place that has the page to itself. */
function showPlace(coming, draw) {
  leave();
  turns.hidden = true;
  const place = byId("place");
  place.hidden = false;
  place.replaceChildren();
  drawOnceThere(coming, draw);
}

/** Draw a place once its code has come, unless the reader has gone on meanwhile; `problem` is told where that fails. */
async function drawOnceThere(coming, draw, problem = "place_unreachable") {
  const address = location.href;
  try {
    const code = await coming;
    if (location.href === address) await draw(code);
  } catch {
    byId("archive").textContent = t(problem);
  }
}

/** Show the articles that have some words, which stand in the box to be changed. */
function showFound({ find: words, set, order }) {
  leave();
  turns.hidden = true;
  byId("found").hidden = false;
  filters.value = set;
  box.value = words;
  entitle(t("articles_title", { words }));
  drawSearch(words, order);
}

export async function drawSearch(words, order) {
  try {
    (await import("./search.js")).drawFound(words, filters.value, order, go);
  } catch {
    byId("archive").textContent = t("search_unreachable");
  }
}
