// An address of an answer, an article or a story that does not say of which.

import { byId, el, entitle } from "../dom.js";

export function drawCutOff(what) {
  entitle("This address is cut off");
  byId("place").replaceChildren(el("h2", { id: "place-title" }, "This address is cut off"),
    el("p", {}, `It does not say which ${what} is meant. Copy it again from where it came, or go to `, el("a", { href: "/" }, "the front page"), "."));
}
