// The questions that are followed: what was told of each before and now, the feed to copy, and an end to it.

import * as api from "../data/api.js";
import { toAddress } from "./filters.js";
import { whole } from "../data/addresses.js";
import { button, byId, copies, day, el, entitle, link, moment, plural, words } from "../dom.js";
import { drawForOperator } from "./sign_in.js";

const LEAD = "Each is asked again when news comes that can touch it. Its feed gets an entry when the answer changes, not for copies or other wordings. ";

export function drawFollowing() {
  entitle("Followed questions");
  return drawForOperator("Followed questions", LEAD, api.followed, (key, all) => [
    all.length ? el("ol", { className: "followed", role: "list" }, all.toReversed().map((one) => item(key, one)))
      : el("p", {}, "None yet. “Tell me when this changes” stands below each answer."),
  ]);
}

function item(key, one) {
  const { question, publishers, added, told, n_changes: n, last_change: change } = one;
  const node = el("li", {},
    el("h3", {}, el("a", { href: toAddress({ question, publishers }) }, words(question))),
    el("p", { className: "meta" }, `Followed since ${day(added)}`, publishers.length ? [", of ", words(publishers.join(", ")), " alone"] : "",
      n ? ` · ${plural(n, "change")}` : " · no change since"),
    change ? [el("p", {}, el("strong", {}, change.said), el("span", { className: "meta" }, ` ${moment(change.at)}`)),
      el("div", { className: "sides" }, side("Now", change.after), side("Before", change.before))]
      : el("div", { className: "sides" }, side("The answer", told)),
    feed(one));
  node.append(ending(key, one, node));
  return node;
}

/** The quotes that were told; none where the articles did not answer, or where they are erased. */
function side(title, told) {
  const isErased = !told || told.removed;
  const quotes = told?.quotes ?? [];
  return el("section", {}, el("h4", {}, title),
    quotes.map((quote) => el("figure", { className: "quote" }, el("blockquote", {}, el("p", { dir: "auto" }, quote.text)),
      el("figcaption", { className: "source" }, link(quote.link, words(quote.source))))),
    quotes.length ? null : el("p", { className: "meta" }, isErased ? "What was quoted is no longer in the archive." : "The articles do not answer it."));
}

function feed({ feeds, question }) {
  const [atom, json] = feeds.map(whole);
  const field = el("input", { type: "text", readOnly: true, value: atom, ariaLabel: `Feed of: ${question}` });
  field.addEventListener("focus", () => field.select());
  return el("div", {}, el("p", { className: "copyable" }, field, copies("Copy", () => atom, { className: "small", ariaLabel: `Copy the feed of: ${question}` })),
    el("p", { className: "meta" }, "For a feed reader. Whoever has this address may read it. ",
      copies("Copy as JSON Feed", () => json, { className: "text" })));
}

/** To stop ends the feed for all who read it, so it takes two presses. */
function ending(key, one, node) {
  const said = el("span", { role: "alert" });
  const keep = button("Keep", () => ask(false), { className: "small", hidden: true });
  const end = button("Stop following", async () => {
    if (keep.hidden) {
      ask(true);
      return;
    }
    try {
      await api.unfollow(key, one.token);
      node.replaceChildren(el("p", { className: "meta", tabIndex: -1, role: "status" }, "No longer followed: ", words(one.question)));
      node.firstChild.focus();
    } catch (error) {
      said.textContent = ` ${api.explain(error)}`;
    }
  }, { className: "small" });
  const ask = (isSure) => {
    keep.hidden = !isSure;
    end.textContent = isSure ? "End it and its feed" : "Stop following";
    end.focus();
  };
  return el("p", { className: "bar" }, end, keep, said);
}
