// What can be taken away of an answer: its link, its text, its sources for other programs. What is rarely wanted comes
// when it is first asked for.

import * as api from "../data/api.js";
import { answerAddress, questionAddress, whole } from "../data/addresses.js";
import { button, copied, copies, el } from "../dom.js";

const TOLD_MS = 3_000;

/** The row of buttons below an answer; `asText` gives it as it can be pasted elsewhere. */
export function bar({ asked, reply }, asText) {
  const said = el("span", { className: "meta", role: "status" });
  const link = button("Copy link", async () => {
    const isKept = await api.given(reply.id).then(() => true, () => false);
    const address = whole(isKept ? answerAddress(reply) : questionAddress(asked, reply));
    if (!(await copied(address))) citing(link, null);
    else {
      said.textContent = isKept ? "Link to this answer copied" : "Link to the question copied: the server does not keep this answer";
      setTimeout(() => said.replaceChildren(), TOLD_MS);
    }
  }, { className: "small" });
  return el("p", { className: "bar" }, link,
    reply.citations.length > 1 ? copies("Copy all quotes", asText, { className: "small" }) : null,
    button("Cite and export", (event) => citing(event.currentTarget, null), { className: "small" }),
    button("Print", () => print(), { className: "small" }), said);
}

/** Show how a quote, or all that its answer cites, can be cited. */
export async function citing(from, citation) {
  const { asked, reply } = from.closest("news-turn");
  const { showCiting } = await import("./takeaway.js");
  showCiting(asked, reply, citation);
}
