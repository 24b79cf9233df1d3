// Signing in with the operator's key, before what is for the operator alone.

import "../more_texts.js";
import * as api from "../data/api.js";
import { keepKey, keptKey } from "../data/key.js";
import { button, byId, el } from "../dom.js";
import { t } from "../texts.js";

const place = byId("place");

/**
 * Draw the part under `title` that `load` gives for a key, `draw` makes nodes of it; without a key that may, the form.
 * `lead` says what the part is for.
 */
export async function drawForOperator(title, lead, load, draw, problem = "") {
  const again = (said) => drawForOperator(title, lead, load, draw, said);
  const address = location.pathname;
  const key = keptKey();
  let nodes = null;
  try {
    const loaded = key ? await load(key) : null;
    if (location.pathname !== address) return; // the reader has gone elsewhere
    nodes = key ? draw(key, loaded) : form(problem, again);
  } catch (error) {
    if (location.pathname !== address) return;
    const isRefused = error.status === 401 || error.status === 403;
    if (isRefused) keepKey("");
    nodes = isRefused ? form(error.status === 401 ? t("wrong_key") : api.explain(error), again)
      : [el("p", { className: "problem" }, api.explain(error)), el("p", {}, button(t("retry"), () => again("")))];
  }
  const signOut = button(t("sign_out"), () => {
    keepKey("");
    again("");
  }, { className: "text" });
  const hadFocus = place.contains(document.activeElement);
  const heading = el("h2", { id: "place-title", tabIndex: -1 }, title);
  place.replaceChildren(el("header", { className: "place-head" }, heading,
    el("p", { className: "meta" }, lead, keptKey() ? [" ", signOut] : "")), ...nodes);
  if (hadFocus) heading.focus({ preventScroll: true });
}

function form(problem, again) {
  const input = el("input", { type: "password", id: "key", autocomplete: "off", required: true });
  const node = el("form", { className: "sign-in" }, el("label", { htmlFor: "key" }, t("operators_key")), input,
    problem ? el("p", { className: "problem", role: "alert" }, problem) : "", el("button", { className: "primary" }, t("sign_in")),
    el("p", { className: "meta" }, t("key_is_made")));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    keepKey(input.value.trim());
    again("");
  });
  return [node];
}
