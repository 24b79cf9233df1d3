// The archive's line: how much there is and how new it is; what is new announces itself.

import * as api from "./api.js";
import { ago, byId, plural } from "./dom.js";

const EVERY_MS = 10_000;
let known = null; // the last /status
let onChange = () => {};

/** Follow the archive; `told` gets its state and the one before, at first and whenever it has changed. */
export function startKeepingUp(told) {
  onChange = told;
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY_MS);
  return look();
}

/** The cheap question first: has anything changed at all? */
export async function look() {
  if (document.hidden) return;
  try {
    const revision = await api.revision();
    if (!known || known.revision !== revision) {
      const before = known;
      known = await api.status();
      byId("empty").hidden = known.articles > 0;
      onChange(known, before);
    }
    show(line(known));
  } catch {
    show("The server cannot be reached; trying again.");
  }
  return known;
}

const show = (text) => {
  byId("archive").textContent = text;
};

function line({ articles, newest_published_at: newest, refreshes }) {
  const finished = refreshes.find((one) => one.finished)?.finished;
  return [plural(articles, "article"), newest && `newest ${ago(newest)}`, finished && `refreshed ${ago(finished)}`]
    .filter(Boolean).join(" · ");
}
