// The archive's line: how much there is and how new it is; what is new announces itself.

import * as api from "../data/api.js";
import { ago } from "../dates.js";
import { byId } from "../dom.js";
import { t } from "../texts.js";

const EVERY_MS = 10_000;
const STATUS_MS = 60_000; // a refresh that found nothing changes no revision, but when it was
let known = null; // the last /status
let told = null; // the last one that was told: articles can be counted a moment before they are answered from
let readAt = 0;
let onChange = () => {};

/** Follow the archive; `tell` gets its state and the one before, at first and whenever it has changed. */
export function startKeepingUp(tell) {
  onChange = tell;
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
    if (known?.revision !== revision || Date.now() - readAt > STATUS_MS) {
      const now = await api.status();
      const before = told; // read after the wait: another look may have come first
      [known, readAt] = [now, Date.now()];
      byId("empty").hidden = known.articles > 0;
      if (before?.revision !== now.revision) {
        told = now;
        onChange(now, before);
      }
    }
    show(line(known));
  } catch {
    show(t("trying_again"));
  }
  return known;
}

const show = (text) => {
  byId("archive").textContent = text;
};

function line({ articles, newest_published_at: newest, refreshes }) {
  const finished = refreshes.find((one) => one.finished)?.finished;
  return [t("articles", { n: articles }), newest && t("newest", { ago: ago(newest) }), finished && t("refreshed", { ago: ago(finished) })]
    .filter(Boolean).join(" · ");
}
