// The page's own words, which the server puts in here in the reader's language; texts/ has a file for each.

const texts = {{start}};
const service = {{service}}; // what the service says in English, by its keys
export const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language);
const plurals = new Intl.PluralRules(language);

/** The words of a key with `values` in the places of their names; `n` also chooses between one and many. */
export const t = (key, values) => parts(key, values).join("");

/** The same as a list of words and values, for values that are elements. */
export function parts(key, values = {}) {
  const found = texts[key];
  const form = values.n === 1 ? "one" : plurals.select(values.n ?? 0);
  return filled(typeof found === "string" ? found : found[form] ?? found.other, values);
}

const filled = (text, values) => text.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? shown(values[part]) : part));

const shown = (value) => (typeof value === "number" ? number(value) : value);

/** What the service says by a key; nothing where the page has no words of its own for it. */
export const ofService = (key, values = {}) => (key in service ? filled(service[key], values).join("") : "");

export const number = (n) => numbers.format(n);

/** Have further words, of what is opened later. */
export const add = (more) => Object.assign(texts, more);
