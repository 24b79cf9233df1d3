// <news-timeline>: the evidence by day and publisher. Each day is a button that narrows the question to it.

import { day, el, plural, svg } from "../dom.js";

const dayOf = (passage) => passage.article.published_at?.slice(0, 10);

class NewsTimeline extends HTMLElement {
  /** Draw the evidence; `cited` are ids of articles that the answer quotes. */
  show(evidence, cited) {
    const dated = evidence.filter(dayOf);
    const days = [...new Set(dated.map(dayOf))].sort();
    if (!days.length) return;
    const publishers = [...new Set(dated.map((passage) => passage.article.publisher || "No publisher"))];
    const cells = new Map();
    for (const passage of dated) {
      const key = `${dayOf(passage)} ${publishers.indexOf(passage.article.publisher || "No publisher")}`;
      const cell = cells.get(key) ?? { count: 0, cited: false };
      cells.set(key, { count: cell.count + 1, cited: cell.cited || cited.has(passage.article.id) });
    }
    const undated = evidence.length - dated.length;
    this.replaceChildren(
      el("h3", {}, "Evidence by day"),
      el("div", { className: "scroll", tabIndex: 0, role: "group", ariaLabel: "Evidence by day and publisher" },
        drawing(days, publishers, cells, this.clientWidth, (date) => this.#narrow(date))),
      el("p", { className: "meta" }, "Filled: quoted. Choose a day to ask about that day alone.",
        undated ? ` ${plural(undated, "passage")} without a date.` : ""),
      table(days, publishers, cells));
  }

  #narrow(date) {
    this.dispatchEvent(new CustomEvent("narrow", { bubbles: true, detail: { since: date, until: date } }));
  }
}

/** A column for each day, a row for each publisher, a dot for what it published then. */
function drawing(days, publishers, cells, room, onDay) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const column = Math.min(Math.max(room / days.length, 2.6 * rem), 5 * rem);
  const [row, foot] = [2.4 * rem, 2.2 * rem];
  const [width, height] = [Math.max(days.length * column, 12 * rem), publishers.length * row + foot];
  const rows = publishers.map((name, y) => svg("g", { "aria-hidden": "true" },
    svg("text", { x: 0, y: y * row + 0.8 * rem, class: "who" }, name.length > 34 ? `${name.slice(0, 33)}…` : name),
    svg("line", { x1: 0, x2: width, y1: y * row + 1.45 * rem, y2: y * row + 1.45 * rem })));
  const columns = days.map((date, x) => {
    const dots = publishers.flatMap((_, y) => {
      const cell = cells.get(`${date} ${y}`);
      if (!cell) return [];
      const r = Math.min(0.3 + 0.08 * (cell.count - 1), 0.55) * rem;
      return [svg("circle", { cx: (x + 0.5) * column, cy: y * row + 1.45 * rem, r, class: cell.cited ? "cited" : "" })];
    });
    return dayButton(date, told(date, publishers, cells), onDay,
      svg("rect", { x: x * column, y: 0, width: column, height, rx: 4 }), ...dots,
      svg("text", { x: (x + 0.5) * column, y: height - 0.9 * rem, class: "when" }, day(date).replace(/ \d+$/, "")),
      ...(x === 0 || date.slice(0, 4) !== days[x - 1].slice(0, 4)
        ? [svg("text", { x: (x + 0.5) * column, y: height - 0.1 * rem, class: "when year" }, date.slice(0, 4))] : []));
  });
  return svg("svg", { width, height, role: "group", "aria-label": "Days" }, ...rows, ...columns);
}

function dayButton(date, label, onDay, ...parts) {
  const node = svg("g", { role: "button", tabindex: 0, "aria-label": label, "data-day": date }, ...parts);
  node.addEventListener("click", () => onDay(date));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onDay(date);
  });
  return node;
}

const found = (date, publishers, cells) =>
  publishers.flatMap((name, y) => (cells.has(`${date} ${y}`) ? [[name, cells.get(`${date} ${y}`)]] : []));

function told(date, publishers, cells) {
  const names = found(date, publishers, cells).map(([name, cell]) => `${name} ${cell.count}`);
  return `${day(date)}: ${names.join(", ")}. Ask about this day`;
}

/** The same in words. */
function table(days, publishers, cells) {
  const rows = days.flatMap((date) => found(date, publishers, cells).map(([name, cell]) =>
    el("tr", {}, el("td", {}, day(date)), el("td", {}, name),
      el("td", {}, plural(cell.count, "passage"), cell.cited ? ", quoted" : ""))));
  const head = ["Day", "Publisher", "Found"].map((name) => el("th", { scope: "col" }, name));
  return el("details", {}, el("summary", {}, "As a table"),
    el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)));
}

customElements.define("news-timeline", NewsTimeline);
