// <news-filters>: dates, publishers and "as it was known on"; what is set is also in the address.

import { button, byId, el } from "../dom.js";
import { t } from "../texts.js";

const DAYS = ["since", "until", "as_of"];
const LABELS = { since: t("from"), until: t("until"), as_of: t("as_of") };
const LISTED = 500; // publishers that the service names at most
const plain = (name) => name.toLowerCase().replace(/^www\./, "").replace(/\.(com|org|net|co\.uk|example)$/, "");
const isDay = (value) => /^\d{4}-\d\d-\d\d$/.test(value ?? "");

class NewsFilters extends HTMLElement {
  #publishers = [];
  #known = []; // of the archive, the largest first

  connectedCallback() {
    this.#draw();
    this.addEventListener("change", () => this.#changed());
    // Enter in a field sends nothing yet: it ends the field.
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      this.#changed();
    });
  }

  /** The filters as the body of a question has them. */
  get value() {
    const days = DAYS.map((name) => [name, byId(name).value]).filter(([, value]) => isDay(value));
    const set = Object.fromEntries(days);
    return this.#publishers.length ? { ...set, publishers: this.#publishers } : set;
  }

  set value(set) {
    for (const name of DAYS) byId(name).value = isDay(set[name]?.slice(0, 10)) ? set[name].slice(0, 10) : "";
    this.#publishers = [...new Set(set.publishers ?? [])];
    this.#show();
  }

  /** Publishers to choose from, as the archive has them. */
  offer(publishers) {
    this.#known = publishers.map(({ name }) => name);
    byId("known").replaceChildren(...publishers.map(({ name, articles }) =>
      el("option", { value: name, label: `${name} (${articles})` })));
  }

  #draw() {
    const fields = DAYS.map((name) => el("p", {},
      el("label", { htmlFor: name }, LABELS[name]), el("input", { type: "date", id: name })));
    this.replaceChildren(...fields,
      el("p", { className: "wide" }, el("label", { htmlFor: "publisher" }, t("only_publishers")),
        el("input", { type: "text", id: "publisher", maxLength: 200, autocomplete: "off", placeholder: t("add_publisher") }),
        el("span", { id: "publisher-problem", role: "alert" })),
      el("ul", { id: "chosen", className: "chosen wide", role: "list", ariaLabel: t("chosen_publishers") }),
      el("p", { className: "wide" }, button(t("clear"), () => this.#set({}), { id: "clear" })),
      el("datalist", { id: "known" }));
    byId("publisher").setAttribute("list", "known");
  }

  #set(value) {
    this.value = value;
    this.dispatchEvent(new CustomEvent("filtered", { bubbles: true }));
  }

  #changed() {
    const typed = byId("publisher").value.trim();
    const name = this.#named(typed);
    byId("publisher-problem").textContent = typed && !name ? t("no_such_publisher", { name: typed }) : "";
    if (typed && !name) return;
    byId("publisher").value = "";
    this.#set({ ...this.value, publishers: [...this.#publishers, ...(name ? [name] : [])] });
  }

  /** The archive's publisher of that name, also without "www." and ".com"; any name where the archive has more than are listed. */
  #named(typed) {
    const known = this.#known.find((name) => name === typed) ?? this.#known.find((name) => plain(name) === plain(typed));
    return known ?? (this.#known.length < LISTED ? "" : typed);
  }

  #show() {
    byId("chosen").replaceChildren(...this.#publishers.map((name) => el("li", {},
      button(`${name} ×`, () => {
        this.#set({ ...this.value, publishers: this.#publishers.filter((other) => other !== name) });
        byId("publisher").focus();
      }, { className: "small", ariaLabel: t("remove_label", { name }) }))));
    const count = Object.keys(this.value).length;
    byId("filters-set").textContent = count ? t("filters_set", { n: count }) : "";
  }
}

const CONDITIONS = ["time", "publisher", "conversation"]; // what a question's own words can narrow it by

/** The question and filters in an address's parameters. */
export function fromAddress(search) {
  const given = new URLSearchParams(search);
  const set = { question: given.get("q")?.trim().slice(0, 2000) ?? "", publishers: given.getAll("publisher").slice(0, 100) };
  for (const name of DAYS) if (isDay(given.get(name))) set[name] = given.get(name);
  const without = given.getAll("without").filter((kind) => CONDITIONS.includes(kind));
  return without.length ? { ...set, without } : set;
}

export function toAddress({ question, publishers = [], without = [], ...set }) {
  const given = new URLSearchParams(question ? { q: question } : {});
  for (const name of DAYS) if (set[name]) given.set(name, set[name].slice(0, 10));
  for (const name of publishers) given.append("publisher", name);
  for (const kind of without) given.append("without", kind);
  return given.size ? `/?${given}` : "/";
}

customElements.define("news-filters", NewsFilters);
