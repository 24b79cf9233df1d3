// What can be taken away of an answer: its link, its text, its sources for other programs. What is rarely wanted comes
// when it is first asked for.

import * as api from "../data/api.js";
import { answerAddress, questionAddress, whole } from "../data/addresses.js";
import { button, copied, copies, el } from "../dom.js";
import { t } from "../texts.js";

const TOLD_MS = 3_000;

/** The row of buttons below an answer; `asText` gives it as it can be pasted elsewhere. */
export function bar({ asked, reply }, asText) {
  const said = el("span", { className: "meta", role: "status" });
  const link = button(t("copy_link"), async () => {
    const isKept = await api.given(reply.id).then(() => true, () => false);
    const address = whole(isKept ? answerAddress(reply) : questionAddress(asked, reply));
    if (!(await copied(address))) citing(link, null);
    else {
      said.textContent = isKept ? t("answer_link_copied") : t("question_link_copied");
      setTimeout(() => said.replaceChildren(), TOLD_MS);
    }
  }, { className: "small" });
  return el("p", { className: "bar" }, link,
    reply.citations.length > 1 ? copies(t("copy_all_quotes"), asText, { className: "small" }) : null,
    button(t("cite_and_export"), (event) => citing(event.currentTarget, null), { className: "small" }),
    button(t("print"), () => print(), { className: "small" }), said);
}

/** Show how a quote, or all that its answer cites, can be cited. */
export async function citing(from, citation) {
  const { asked, reply } = from.closest("news-turn");
  const { showCiting } = await import("./takeaway.js");
  showCiting(asked, reply, citation);
}
