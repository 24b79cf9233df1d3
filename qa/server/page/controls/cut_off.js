// An address of an answer, an article or a story that does not say of which.

import "../more_texts.js";
import { byId, el, entitle } from "../dom.js";
import { parts, t } from "../texts.js";

const WHAT = { answer: "cut_off_answer", article: "cut_off_article", story: "cut_off_story" };

export function drawCutOff(what) {
  entitle(t("cut_off"));
  byId("place").replaceChildren(el("h2", { id: "place-title" }, t("cut_off")),
    el("p", {}, t(WHAT[what]), " ", parts("copy_again_or_front", { front: el("a", { href: "/" }, t("the_front_page")) })));
}
