// What comes while the page is open: new articles are told of, removed ones are forgotten.

import * as conversations from "../data/conversations.js";
import { button, byId, say } from "../dom.js";
import { t } from "../texts.js";
import { startKeepingUp } from "./keepup.js";
import { again } from "./conversing.js";
import { lastTurn } from "./shown.js";

const keptAtStart = conversations.articleIds();
let arrived = 0; // articles that came since the last question

/** Follow the archive; `onArticles` is called when it has others. */
export function startArrivals(onArticles) {
  document.addEventListener("asked", () => {
    arrived = 0;
    byId("news").replaceChildren();
  });
  startKeepingUp((now, before) => changed(now, before, onArticles));
}

/** The archive has changed: say what is new, and offer to ask again. */
function changed(now, before, onArticles) {
  if (now.articles) onArticles();
  forget(before ? conversations.articleIds() : keptAtStart).catch(() => {}); // it is looked for again with the next change
  if (!before) return;
  arrived += Math.max(0, now.articles - before.articles);
  const text = arrived ? t("new_articles", { n: arrived }) : t("articles_changed");
  const last = lastTurn();
  byId("news").replaceChildren(`${text}. `,
    last ? button(t("ask_again"), () => again(last.asked), { className: "text" }) : "");
  say(`${text}.`);
}

const forget = async (ids) => ids.length && (await import("./forgetting.js")).forgetRemoved(ids);
