// "Tell me when this changes" below an answer, for whoever has a key that allows it.

import * as api from "../data/api.js";
import { keptKey } from "../data/key.js";
import { button, el } from "../dom.js";

let known = null; // what is followed, asked for once

/** Put the button into its place; `isAnswered` says whether there is an answer. What cannot be followed gets none. */
export async function offerFollowing(slot, { asked, reply }, isAnswered) {
  const key = keptKey();
  const isWhole = !asked.since && !asked.until && !asked.as_of && !(asked.without ?? []).some((kind) => kind !== "conversation");
  if (!isWhole) return; // what is followed has no days
  known ??= api.followed(key).catch(() => null);
  const all = await known;
  if (!all) return; // the key is for something else
  const wanted = { question: reply.query.text || asked.question, publishers: asked.publishers ?? [] };
  const list = () => el("a", { href: "/following" }, "Followed questions");
  const same = all.find((one) => one.question === wanted.question && String(one.publishers) === String(wanted.publishers));
  if (same) {
    slot.replaceChildren("This question is followed. ", list());
    return;
  }
  const follow = button(isAnswered ? "Tell me when this changes" : "Tell me when there is an answer", async () => {
    follow.disabled = true;
    try {
      const made = await api.follow(key, wanted);
      const { feeds } = made;
      known = Promise.resolve([...all, made]);
      slot.replaceChildren(el("span", { role: "status", tabIndex: -1 }, "Followed. Its ", el("a", { href: feeds[0] }, "feed"), isAnswered ? " gets an entry when the answer changes. " : " gets an entry when there is an answer. "), list());
      slot.firstChild.focus();
    } catch (error) {
      follow.disabled = false;
      slot.replaceChildren(follow, el("span", { role: "alert" }, ` ${api.explain(error)}`));
    }
  }, { className: "small" });
  slot.replaceChildren(follow);
}
