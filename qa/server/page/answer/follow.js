// "Tell me when this changes" below an answer, for whoever has a key that allows it.

import "../more_texts.js";
import * as api from "../data/api.js";
import * as operatorApi from "../data/operator_api.js";
import { keptKey } from "../data/key.js";
import { button, el } from "../dom.js";
import { parts, t } from "../texts.js";

let known = null; // the key, and what is followed, asked for once with each until that changes

document.addEventListener("followed", () => { known = null; });

function followed(key) {
  if (known?.key !== key) {
    const all = operatorApi.followed(key).catch(({ status }) => {
      if (![401, 403].includes(status)) known = null; // it may go better the next time
      return null;
    });
    known = { key, all };
  }
  return known.all;
}

/** Put the button into its place; `isAnswered` says whether there is an answer. What cannot be followed gets none. */
export async function offerFollowing(slot, { asked, reply }, isAnswered) {
  const key = keptKey();
  const isWhole = !asked.since && !asked.until && !asked.as_of && !(asked.without ?? []).some((kind) => kind !== "conversation");
  if (!isWhole) return; // what is followed has no days
  const all = await followed(key);
  if (!all) return; // the key is for something else
  const wanted = { question: reply.query.text || asked.question, publishers: asked.publishers ?? [] };
  const list = () => el("a", { href: "/following" }, t("followed_questions"));
  const same = all.find((one) => one.question === wanted.question && String(one.publishers) === String(wanted.publishers));
  if (same) {
    slot.replaceChildren(`${t("is_followed")} `, list());
    return;
  }
  const follow = button(isAnswered ? t("tell_changes") : t("tell_answer"), async () => {
    follow.disabled = true;
    try {
      const { feeds } = await operatorApi.follow(key, wanted);
      document.dispatchEvent(new Event("followed"));
      const feed = el("a", { href: feeds[0] }, t("feed"));
      const said = el("span", { role: "status", tabIndex: -1 }, parts(isAnswered ? "followed_changes" : "followed_answer", { feed }));
      slot.replaceChildren(said, " ", list());
      slot.firstChild.focus();
    } catch (error) {
      follow.disabled = false;
      slot.replaceChildren(follow, el("span", { role: "alert" }, " ", api.explain(error)));
    }
  }, { className: "small" });
  slot.replaceChildren(follow);
}
