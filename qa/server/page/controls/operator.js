// The operator's dialog: sign in with the service's key, start a refresh, watch it, see what fails.

import * as api from "../data/api.js";
import { button, byId, el, plural, words } from "../dom.js";
import { look } from "./keepup.js";

const KEY = "newsqa.key"; // of this tab alone; it goes when the tab is closed
const COUNTS = ["new", "changed", "details", "unchanged", "gone", "withdrawn", "renamed"];

export function showOperator() {
  byId("operator").showModal();
  drawOperator();
}

const counted = (report) =>
  COUNTS.filter((name) => report[name]).map((name) => `${report[name].toLocaleString("en-GB")} ${name}`).join(", ");

async function drawOperator(problem = "") {
  const key = sessionStorage.getItem(KEY);
  let told = null;
  let last = null;
  if (key) {
    try {
      told = await api.sources(key);
      await look();
      last = (await api.status(key)).refreshes.find((one) => one.finished && one.sources?.length);
    } catch (error) {
      problem = error.status === 401 ? "Wrong key." : api.explain(error);
      if (error.status === 401) sessionStorage.removeItem(KEY);
    }
  }
  byId("operator-body").replaceChildren(...(told ? signedIn(key, told, last) : signIn(problem)));
}

function signIn(problem) {
  const input = el("input", { type: "password", id: "key", autocomplete: "off", required: true });
  const form = el("form", {}, el("label", { htmlFor: "key" }, "Operator’s key"), input,
    el("p", { className: "problem", role: "alert", hidden: !problem }, problem), el("button", { className: "primary" }, "Sign in"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, input.value.trim());
    drawOperator();
  });
  return [el("p", {}, "For whoever runs this service: refresh its sources and see which fail."), form];
}

function signedIn(key, { places, n_failures, failures }, last) {
  const state = el("p", { role: "status" });
  const start = button("Refresh now", () => watch(key, start, state), { className: "primary", disabled: !places.length });
  const rows = (last?.sources ?? []).map((one) => el("li", { className: one.failed ? "failing" : "" },
    words(one.place), `: ${[counted(one), one.failed ? `${one.failed} failed` : ""].filter(Boolean).join(", ") || "nothing new"}`));
  return [
    el("p", {}, start, " ", button("Sign out", () => {
      sessionStorage.removeItem(KEY);
      drawOperator();
    })), state,
    el("h3", {}, !places.length ? "No sources are set up in newsqa.toml"
      : plural(places.length, "source") + (rows.length ? ", at the last refresh" : "")),
    el("ul", { role: "list" }, rows.length ? rows : places.map((place) => el("li", {}, words(place)))),
    el("h3", {}, n_failures ? `${n_failures.toLocaleString("en-GB")} failed` : "No article or page failed"),
    el("ul", { role: "list" }, failures.map((one) =>
      el("li", { className: "failing" }, words(one.place), el("span", { className: "meta" }, ` ${one.reason} (${plural(one.count, "time")})`)))),
  ];
}

async function watch(key, start, state) {
  start.disabled = true;
  state.textContent = "Refreshing…";
  try {
    let end = null;
    await api.refresh(key, (name, value) => {
      if (name === "progress") state.textContent = `Refreshing: ${counted(value) || "nothing new"}.`;
      else end = { name, value };
    });
    if (end?.name !== "report") throw new api.ApiError(end?.value.detail ?? "The refresh was cut off; it may go on.");
    await drawOperator();
    byId("operator-body").prepend(el("p", { role: "status" },
      `Refreshed: ${counted(end.value) || "nothing new"}, ${end.value.n_failures} failed.`));
  } catch (error) {
    state.textContent = api.explain(error);
    start.disabled = false;
  }
}
