// The operator's page: how each source fares, adding and pausing them, a refresh with its progress, what the last ones did.

import "../more_texts.js";
import * as api from "../data/api.js";
import * as operatorApi from "../data/operator_api.js";
import { ago, day, moment } from "../dates.js";
import { button, byId, el, english, entitle, joined, words } from "../dom.js";
import { parts, t } from "../texts.js";
import { look } from "./keepup.js";
import { drawForOperator } from "./sign_in.js";

const COUNTS = {
  new: "count_new", changed: "count_changed", details: "count_details", unchanged: "count_unchanged",
  gone: "count_gone", withdrawn: "count_withdrawn", renamed: "count_renamed",
};
const POLL_MS = 2_000;

export function drawOperator() {
  entitle(t("sources_and_refreshes"));
  return drawForOperator(t("sources_and_refreshes"), t("operator_lead"), operatorApi.listSources, (key, told) => [
    refreshing(key, told), list(key, told), adding(key), log(told),
  ]);
}

const counted = (report) =>
  Object.entries(COUNTS).filter(([name]) => report[name]).map(([name, text]) => t(text, { n: report[name] })).join(", ") || t("nothing_new");

// ---- A refresh

function refreshing(key, told) {
  const state = el("p", { role: "status", id: "refresh-state" });
  const canRun = told.sources.some((one) => !one.is_paused);
  const start = button(t("refresh_now"), () => run(key, start, stop, state), { className: "primary", disabled: !canRun || Boolean(told.running) });
  const stop = button(t("cancel"), () => cancel(key, state), { hidden: !told.running });
  if (told.running) {
    state.textContent = progress(told.running.progress);
    watch(key, state);
  }
  const schedule = told.refresh_every
    ? told.next_at ? t("refreshes_every_next", { every: told.refresh_every, moment: moment(told.next_at) }) : t("refreshes_every", { every: told.refresh_every })
    : t("refreshes_when_told");
  return el("section", { className: "operator-part" }, el("p", { className: "bar" }, start, stop), state, el("p", { className: "meta" }, schedule));
}

const progress = (report) => t("refreshing_so_far", { counts: counted(report ?? {}) });

async function run(key, start, stop, state) {
  start.disabled = true;
  stop.hidden = false;
  state.textContent = t("refreshing");
  let said = "";
  try {
    let end = null;
    await operatorApi.refresh(key, (name, value) => {
      if (name === "progress") state.textContent = progress(value);
      else end = { name, value };
    });
    if (end?.name !== "report") throw api.refused(end?.value, t("refresh_cut_off"));
    said = t("refreshed_with", { counts: counted(end.value), failed: end.value.n_failures });
  } catch (error) {
    said = api.explain(error);
  }
  if (!state.isConnected) return; // the reader has gone elsewhere
  await look();
  await drawOperator();
  const told = byId("refresh-state");
  if (told) told.replaceChildren(said);
  if (document.activeElement === document.body) byId("place").querySelector(".primary")?.focus();
}

async function cancel(key, state) {
  try {
    await operatorApi.cancelRefresh(key);
    state.textContent = t("stopping");
  } catch (error) {
    state.replaceChildren(api.explain(error));
  }
}

/** A refresh that began elsewhere: look again until it has ended. */
async function watch(key, state) {
  while (state.isConnected) {
    await new Promise((later) => setTimeout(later, POLL_MS));
    const told = await operatorApi.listSources(key).catch(() => null);
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
  const title = !sources.length ? t("no_sources") : [t("sources_count", { n: sources.length }), failing ? t("failing_count", { n: failing }) : ""].filter(Boolean).join(", ");
  return el("section", { className: "operator-part", ariaLabel: t("sources") }, el("h3", {}, title),
    sources.length ? el("ul", { className: "source-states", role: "list" }, sources.map((one) => source(key, one)))
      : el("p", { className: "meta" }, t("add_or_name")));
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
      said.replaceChildren(" ", api.explain(error));
      event.target.disabled = false;
    }
  }, { className: "small", ...props });
  const name = one.publisher ? [words(one.publisher), el("span", { className: "meta" }, " ", words(one.place))] : words(one.place);
  return el("li", { id: `source-${one.id}` },
    el("p", { className: "source-name" }, el("strong", {}, name), one.is_paused ? el("span", { className: "tag" }, t("paused")) : ""),
    one.reason ? el("p", { className: "failing" }, parts("failing_since", { moment: moment(one.failing_since), reason: words(one.reason, { lang: "en" }) })) : null,
    el("p", { className: "meta" }, success(one)),
    one.n_failures ? failures(one) : null,
    el("p", { className: "bar" },
      act(one.is_paused ? t("resume") : t("pause"), () => operatorApi.pauseSource(key, one.id, !one.is_paused),
        { ariaLabel: t(one.is_paused ? "resume_label" : "pause_label", { name: one.place }) }),
      one.is_added ? act(t("remove"), () => operatorApi.dropSource(key, one.id), { ariaLabel: t("remove_label", { name: one.place }) }) : null, said));
}

function success({ succeeded_at: at, new: n, changed, pages, is_added: isAdded }) {
  const brought = joined([n && t("new_articles", { n }), changed && t("count_changed", { n: changed })], ", ").join("") || t("nothing_new");
  const read = !at ? t("not_read_yet") : pages ? t("last_read_of", { ago: ago(at), brought, n: pages }) : t("last_read", { ago: ago(at), brought });
  return [read, " ", isAdded ? t("added_here") : t("named_in_settings")];
}

function failures({ n_failures: n, failures: shown, reason }) {
  return el("details", {}, el("summary", {}, reason ? t("parts_not_taken_too", { n }) : t("parts_not_taken", { n })),
    el("ul", { role: "list", className: "log" }, shown.map((one) => el("li", {}, words(one.place),
      el("span", { className: "meta" }, " ", english(one.reason), ` ${t("since_tried", { day: day(one.since), n: one.count })}`))),
    shown.length < n ? el("li", { className: "meta" }, t("and_more", { n: n - shown.length })) : null));
}

// ---- Adding one

function adding(key) {
  const place = el("input", { type: "url", id: "new-place", required: true, autocomplete: "off", placeholder: "https://…", maxLength: 2000 });
  const found = el("div", { className: "operator-part", role: "status" });
  const form = el("form", { className: "sign-in" }, el("label", { htmlFor: "new-place" }, t("add_by_address")), place,
    el("button", {}, t("preview")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = place.value.trim();
    found.replaceChildren(t("previewing"));
    try {
      show(key, found, wanted, await operatorApi.previewSource(key, wanted));
    } catch (error) {
      found.replaceChildren(el("p", { className: "problem" }, api.explain(error)));
    }
  });
  return el("section", { className: "operator-part" }, form, found);
}

/** What an address holds, and the button that makes it a source. */
function show(key, found, place, { kind, n_pages: n, first, reason }) {
  const said = {
    list: () => t("preview_list", { n }),
    article: () => t("preview_articles", { n }),
    known: () => t("preview_known"),
    unreadable: () => [`${t("preview_unreadable")} `, english(reason)],
  }[kind]();
  const problem = el("p", { role: "alert", className: "failing" });
  const add = button(kind === "unreadable" ? t("add_all_the_same") : t("add_source"), async () => {
    add.disabled = true;
    try {
      const { id } = await operatorApi.addSource(key, { place });
      await drawOperator();
      byId(`source-${id}`)?.querySelector("button")?.focus();
    } catch (error) {
      problem.replaceChildren(api.explain(error));
      add.disabled = false;
    }
  }, { className: kind === "unreadable" ? "" : "primary" });
  found.replaceChildren(el("p", {}, said),
    first.length ? el("ul", { role: "list", className: "log" }, first.map((each) => el("li", {}, words(each))), n > first.length ? el("li", { className: "meta" }, t("and_more", { n: n - first.length })) : null) : "",
    el("p", {}, add), problem);
}

// ---- What the last refreshes did

function log({ refreshes }) {
  if (!refreshes.length) return el("p", { className: "meta" }, t("no_refresh"));
  return el("section", { className: "operator-part" }, el("h3", {}, t("last_refreshes")),
    el("ol", { role: "list", className: "log" }, refreshes.map((one) => el("li", {},
      el("time", { dateTime: one.started }, moment(one.started)), " ",
      !one.finished ? t("refresh_unfinished", { counts: counted(one) })
        : one.n_failures ? t("refresh_counts_failed", { counts: counted(one), failed: one.n_failures }) : t("refresh_counts", { counts: counted(one) }),
      one.failures?.length ? el("details", {}, el("summary", {}, t("what_failed")), el("ul", { role: "list" }, one.failures.map((each) =>
        el("li", {}, words(each.place), el("span", { className: "meta" }, " ", words(each.reason, { lang: "en" })))))) : null))));
}
