// The questions that are followed: what was told of each before and now, the feed to copy, and an end to it.

import "../more_texts.js";
import * as api from "../data/api.js";
import * as operatorApi from "../data/operator_api.js";
import { inWords } from "../answer/answer.js";
import { toAddress } from "./filters.js";
import { whole } from "../data/addresses.js";
import { day, moment } from "../dates.js";
import { button, copies, el, english, entitle, link, words } from "../dom.js";
import { parts, t } from "../texts.js";
import { drawForOperator } from "./sign_in.js";

const CHANGES = {
  first: t("change_first"), value: t("change_value"), event: t("change_event"), corrected: t("change_corrected"), removed: t("change_removed"),
};

export function drawFollowing() {
  entitle(t("followed_questions"));
  return drawForOperator(t("followed_questions"), t("following_lead"), operatorApi.followed, (key, all) => [
    all.length ? el("ol", { className: "followed", role: "list" }, all.toReversed().map((one) => item(key, one)))
      : el("p", {}, t("none_followed", { tell_changes: t("tell_changes") })),
  ]);
}

function item(key, one) {
  const { question, publishers, added, told, n_changes: n, last_change: change } = one;
  const node = el("li", {},
    el("h3", {}, el("a", { href: toAddress({ question, publishers }) }, words(question))),
    el("p", { className: "meta" }, t("followed_since", { day: day(added) }),
      publishers.length ? [" · ", parts("of_publishers_alone", { publishers: words(publishers.join(", ")) })] : "",
      " · ", n ? t("changes", { n }) : t("no_change_since")),
    change ? changed(change) : el("div", { className: "sides" }, side(t("the_answer"), told)),
    n > 1 ? earlier(key, one) : null,
    feed(one));
  node.append(ending(key, one, node));
  return node;
}

/** Of which kind a change was, when it was noticed, and the answer after and before it. */
const changed = ({ kind, said, at, before, after }, isEarlier = false) => [
  el("p", {}, el("strong", {}, CHANGES[kind] ?? english(said)), el("span", { className: "meta" }, ` ${moment(at)}`)),
  el("div", { className: "sides" }, side(isEarlier ? t("after") : t("now"), after, isEarlier), side(t("before"), before, true)),
];

/** The changes before the last one, the newest first; asked for when they are first wanted. */
function earlier(key, { token, n_changes: n }) {
  const body = el("ol", { className: "earlier", role: "list" });
  const node = el("details", {}, el("summary", {}, t("earlier_changes", { n: n - 1 })), body);
  node.addEventListener("toggle", async () => {
    if (!node.open) return;
    try {
      const [, ...others] = await operatorApi.changesOf(key, token);
      body.replaceChildren(...others.map((one) => el("li", {}, changed(one, true))));
    } catch (error) {
      body.replaceChildren(el("li", { className: "problem" }, api.explain(error)));
    }
  });
  return node;
}

/** The quotes that were told; none where the articles did not answer, or where they are erased. */
function side(title, told, isPast = false) {
  const isErased = !told || told.removed;
  const quotes = told?.quotes ?? [];
  return el("section", {}, el("h4", {}, title),
    quotes.length ? el("p", { className: "meta" }, inWords(told.confidence)) : null,
    quotes.map((quote) => el("figure", { className: "quote" }, el("blockquote", {}, el("p", { dir: "auto" }, quote.text)),
      el("figcaption", { className: "source" }, link(quote.link, words(quote.source))))),
    quotes.length ? null : el("p", { className: "meta" }, isErased ? t("quoted_erased") : isPast ? t("articles_did_not_answer") : t("articles_do_not_answer")));
}

function feed({ feeds, question }) {
  const [atom, json] = feeds.map(whole);
  const field = el("input", { type: "text", readOnly: true, value: atom, ariaLabel: t("feed_of", { question }) });
  field.addEventListener("focus", () => field.select());
  return el("div", {}, el("p", { className: "copyable" }, field, copies(t("copy"), () => atom, { className: "small", ariaLabel: t("copy_feed_of", { question }) })),
    el("p", { className: "meta" }, `${t("feed_note")} `,
      copies(t("copy_json_feed"), () => json, { className: "text" })));
}

/** To stop ends the feed for all who read it, so it takes two presses. */
function ending(key, one, node) {
  const said = el("span", { role: "alert" });
  const keep = button(t("keep"), () => ask(false), { className: "small", hidden: true });
  const end = button(t("stop_following"), async () => {
    if (keep.hidden) {
      ask(true);
      return;
    }
    try {
      await operatorApi.unfollow(key, one.token);
      document.dispatchEvent(new Event("followed"));
      node.replaceChildren(el("p", { className: "meta", tabIndex: -1, role: "status" }, parts("no_longer_followed", { question: words(one.question) })));
      node.firstChild.focus();
    } catch (error) {
      said.replaceChildren(" ", api.explain(error));
    }
  }, { className: "small" });
  const ask = (isSure) => {
    keep.hidden = !isSure;
    end.textContent = isSure ? t("end_with_feed") : t("stop_following");
    end.focus();
  };
  return el("p", { className: "bar" }, end, keep, said);
}
