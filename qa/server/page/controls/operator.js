// The operator's page: how each source fares, adding and pausing them, a refresh with its progress, what the last ones did.

import * as api from "../data/api.js";
import { ago, button, byId, day, el, entitle, joined, moment, plural, words } from "../dom.js";
import { look } from "./keepup.js";
import { drawForOperator } from "./sign_in.js";

const LEAD = "Where news comes from, and how each source fares. ";
const COUNTS = ["new", "changed", "details", "unchanged", "gone", "withdrawn", "renamed"];
const POLL_MS = 2_000;

export function drawOperator() {
  entitle("Sources and refreshes");
  return drawForOperator("Sources and refreshes", LEAD, api.listSources, (key, told) => [
    refreshing(key, told), list(key, told), adding(key), log(told),
  ]);
}

const counted = (report) =>
  COUNTS.filter((name) => report[name]).map((name) => `${report[name].toLocaleString("en-GB")} ${name}`).join(", ");

// ---- A refresh

function refreshing(key, told) {
  const state = el("p", { role: "status", id: "refresh-state" });
  const canRun = told.sources.some((one) => !one.is_paused);
  const start = button("Refresh now", () => run(key, start, stop, state), { className: "primary", disabled: !canRun || Boolean(told.running) });
  const stop = button("Cancel", () => cancel(key, state), { hidden: !told.running });
  if (told.running) {
    state.textContent = progress(told.running.progress);
    watch(key, state);
  }
  const schedule = told.refresh_every
    ? `The server refreshes every ${told.refresh_every}${told.next_at ? `, next at ${moment(told.next_at)}` : ""}.`
    : "The server refreshes only when told to; refresh_every in newsqa.toml sets a schedule.";
  return el("section", { className: "operator-part" }, el("p", { className: "bar" }, start, stop), state, el("p", { className: "meta" }, schedule));
}

const progress = (report) => `Refreshing: ${counted(report ?? {}) || "nothing new"} so far.`;

async function run(key, start, stop, state) {
  start.disabled = true;
  stop.hidden = false;
  state.textContent = "Refreshing…";
  let said = "";
  try {
    let end = null;
    await api.refresh(key, (name, value) => {
      if (name === "progress") state.textContent = progress(value);
      else end = { name, value };
    });
    if (end?.name !== "report") throw new api.ApiError(end?.value.detail ?? "The refresh was cut off; it may go on.");
    said = `Refreshed: ${counted(end.value) || "nothing new"}; ${end.value.n_failures} failed.`;
  } catch (error) {
    said = api.explain(error);
  }
  if (!state.isConnected) return; // the reader has gone elsewhere
  await look();
  await drawOperator();
  const told = byId("refresh-state");
  if (told) told.textContent = said;
  if (document.activeElement === document.body) byId("place").querySelector(".primary")?.focus();
}

async function cancel(key, state) {
  try {
    await api.cancelRefresh(key);
    state.textContent = "Stopping…";
  } catch (error) {
    state.textContent = api.explain(error);
  }
}

/** A refresh that began elsewhere: look again until it has ended. */
async function watch(key, state) {
  while (state.isConnected) {
    await new Promise((later) => setTimeout(later, POLL_MS));
    const told = await api.listSources(key).catch(() => null);
    if (!state.isConnected) return;
    if (told && !told.running) {
      await drawOperator();
      return;
    }
    if (told) state.textContent = progress(told.running.progress);
  }
}

// ---- The sources

function list(key, { sources }) {
  const failing = sources.filter((one) => one.reason && !one.is_paused).length;
  const title = !sources.length ? "No sources yet" : plural(sources.length, "source") + (failing ? `, ${failing} failing` : "");
  return el("section", { className: "operator-part", ariaLabel: "Sources" }, el("h3", {}, title),
    sources.length ? el("ul", { className: "source-states", role: "list" }, sources.map((one) => source(key, one)))
      : el("p", { className: "meta" }, "Add one below, or name files and folders as [[source]] in newsqa.toml."));
}

function source(key, one) {
  const said = el("span", { role: "alert", className: "failing" });
  const act = (label, what, props = {}) => button(label, async (event) => {
    event.currentTarget.disabled = true;
    try {
      await what();
      await drawOperator();
      byId(`source-${one.id}`)?.querySelector("button")?.focus();
    } catch (error) {
      said.textContent = ` ${api.explain(error)}`;
      event.target.disabled = false;
    }
  }, { className: "small", ...props });
  const name = one.publisher ? [words(one.publisher), el("span", { className: "meta" }, " ", words(one.place))] : words(one.place);
  return el("li", { id: `source-${one.id}` },
    el("p", { className: "source-name" }, el("strong", {}, name), one.is_paused ? el("span", { className: "tag" }, "paused") : ""),
    one.reason ? el("p", { className: "failing" }, `Failing since ${moment(one.failing_since)}: `, words(one.reason)) : null,
    el("p", { className: "meta" }, success(one)),
    one.n_failures ? failures(one) : null,
    el("p", { className: "bar" },
      act(one.is_paused ? "Resume" : "Pause", () => api.pauseSource(key, one.id, !one.is_paused), { ariaLabel: `${one.is_paused ? "Resume" : "Pause"} ${one.place}` }),
      one.is_added ? act("Remove", () => api.dropSource(key, one.id), { ariaLabel: `Remove ${one.place}` }) : null, said));
}

function success({ succeeded_at: at, new: n, changed, pages, is_added: isAdded }) {
  const brought = joined([n && `${plural(n, "new article")}`, changed && `${changed.toLocaleString("en-GB")} changed`], ", ");
  return [at ? `Last read ${ago(at)}: ` : "Not read yet by one of the last refreshes. ", at ? (brought.length ? brought : "nothing new") : "",
    at && pages ? ` of ${plural(pages, "page")}. ` : at ? ". " : "", isAdded ? "Added here; its articles stay if it is removed." : "Named in newsqa.toml."];
}

function failures({ n_failures: n, failures: shown, reason }) {
  return el("details", {}, el("summary", {}, `${reason ? "And " : ""}${plural(n, "part")} of it cannot be taken in`),
    el("ul", { role: "list", className: "log" }, shown.map((one) => el("li", {}, words(one.place),
      el("span", { className: "meta" }, ` ${one.reason} Since ${day(one.since)}, tried ${plural(one.count, "time")}.`))),
    shown.length < n ? el("li", { className: "meta" }, `and ${(n - shown.length).toLocaleString("en-GB")} more`) : null));
}

// ---- Adding one

function adding(key) {
  const place = el("input", { type: "url", id: "new-place", required: true, autocomplete: "off", placeholder: "https://…", maxLength: 2000 });
  const found = el("div", { className: "operator-part", role: "status" });
  const form = el("form", { className: "sign-in" }, el("label", { htmlFor: "new-place" }, "Add a feed, sitemap or page by its address"), place,
    el("button", {}, "See what would be read"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = place.value.trim();
    found.replaceChildren("Asking…");
    try {
      show(key, found, wanted, await api.previewSource(key, wanted));
    } catch (error) {
      found.replaceChildren(el("p", { className: "problem" }, api.explain(error)));
    }
  });
  return el("section", { className: "operator-part" }, form, found);
}

/** What an address holds, and the button that makes it a source. */
function show(key, found, place, { kind, n_pages: n, first, reason }) {
  const said = {
    list: `A list of ${plural(n, "page")}, which a refresh would ask for:`,
    article: n === 1 ? "No list, but an article, which a refresh would read alone:" : `${plural(n, "article")}, which a refresh would read:`,
    known: "It is known and has not changed since it was read.",
    unreadable: `It cannot be read now. ${reason}`,
  }[kind];
  const problem = el("p", { role: "alert", className: "failing" });
  const add = button(kind === "unreadable" ? "Add it all the same" : "Add this source", async () => {
    add.disabled = true;
    try {
      const { id } = await api.addSource(key, { place });
      await drawOperator();
      byId(`source-${id}`)?.querySelector("button")?.focus();
    } catch (error) {
      problem.textContent = api.explain(error);
      add.disabled = false;
    }
  }, { className: kind === "unreadable" ? "" : "primary" });
  found.replaceChildren(el("p", {}, said),
    first.length ? el("ul", { role: "list", className: "log" }, first.map((each) => el("li", {}, words(each))), n > first.length ? el("li", { className: "meta" }, `and ${(n - first.length).toLocaleString("en-GB")} more`) : null) : "",
    el("p", {}, add), problem);
}

// ---- What the last refreshes did

function log({ refreshes }) {
  if (!refreshes.length) return el("p", { className: "meta" }, "No refresh yet.");
  return el("section", { className: "operator-part" }, el("h3", {}, "The last refreshes"),
    el("ol", { role: "list", className: "log" }, refreshes.map((one) => el("li", {},
      el("time", { dateTime: one.started }, moment(one.started)), " ",
      one.finished ? `${counted(one) || "nothing new"}${one.n_failures ? `; ${one.n_failures.toLocaleString("en-GB")} failed` : ""}.` : `Under way or cut off: ${counted(one) || "nothing new"} by then.`,
      one.failures?.length ? el("details", {}, el("summary", {}, "What failed"), el("ul", { role: "list" }, one.failures.map((each) =>
        el("li", {}, words(each.place), el("span", { className: "meta" }, " ", words(each.reason)))))) : null))));
}
