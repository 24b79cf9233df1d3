// <news-turn>: one question and its answer, drawn as it streams in. It never moves what it has already shown.

import * as api from "../data/api.js";
import { day } from "../dates.js";
import { button, el, english, joined, say, unseen, words } from "../dom.js";
import { withSource } from "../data/as_text.js";
import { keptKey } from "../data/key.js";
import { told } from "../said.js";
import { parts, t } from "../texts.js";
import { bar } from "./bar.js";
import { nearest, nearestPassages, notices, otherEvidence, refusal, related, standing, understood, waysOut } from "./answer.js";
import { byDay } from "./days.js";
import { showArticle } from "./chip.js";
import { arranged, more } from "./kinds.js";
import { quote } from "./quote.js";

let count = 0;
const fire = (node, name, detail) => node.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

class NewsTurn extends HTMLElement {
  asked = null; // the request's body
  reply = null; // the whole answer, once it is there
  isGiven = false; // an answer of another day, whose ranking nobody knows any more
  #running = null;

  get isRunning() {
    return this.#running !== null;
  }

  /** Ask, and draw whatever comes of it. */
  async ask(asked) {
    this.#draw(asked);
    const mine = (this.#running = new AbortController());
    this.#state(t("searching"), "pending");
    say(t("searching"), true);
    try {
      this.#whole(await api.askStreaming(asked, mine.signal, (name, value) => this.#event(name, value)), true);
    } catch (error) {
      this.#failed(mine.signal.aborted ? null : error);
    } finally {
      this.#running = null;
      fire(this, "settled");
    }
  }

  stop() {
    this.#running?.abort();
  }

  /** Draw an answer that was given before; `above` stands above it. */
  restore({ asked, reply, at }, above = null) {
    this.#draw(asked);
    this.isGiven = above !== null;
    if (above) this.heading.after(above);
    this.#whole(reply, false);
    if (above) return;
    this.after.append(el("p", { className: "meta" }, `${t("answered_on", { day: day(at) })} `,
      button(t("ask_again"), () => fire(this, "ask", this.asked), { className: "text" })));
  }

  #draw(asked) {
    this.asked = asked;
    this.reply = null;
    this.heading = el("h2", { id: `turn-${++count}`, tabIndex: -1 }, unseen(`${t("question")}: `), el("bdi", {}, asked.question));
    this.state = el("p", { className: "state" });
    this.line = el("div", {});
    this.quotes = el("div", { className: "quotes", hidden: true });
    this.after = el("div", { className: "after" });
    this.rail = el("aside", { className: "rail", ariaLabel: t("evidence_for", { question: asked.question }), hidden: true });
    const said = el("div", { className: "said" }, this.heading, this.state, this.line, this.quotes, this.after);
    this.next = el("div", { className: "next" });
    const article = el("article", {}, said, this.rail, this.next);
    article.setAttribute("aria-labelledby", this.heading.id);
    this.replaceChildren(article);
  }

  #state(text, kind) {
    this.dataset.state = kind;
    this.state.textContent = text;
  }

  #event(name, value) {
    if (name === "query") this.#understood(value);
    if (name === "evidence" && value.length) this.#state(t("reading"), "pending");
    if (name === "sentence") {
      this.#state(t("answering"), "pending");
      this.quotes.hidden = false;
      const isLead = !this.quotes.childElementCount;
      if (this.quotes.childElementCount === 1) this.quotes.append(more());
      this.quotes.append(quote(value.text, value.cited, [], { isLead }));
      say(words(value.text, { lang: value.cited[0]?.article.language }));
    }
  }

  #understood(query) {
    const again = (change) => fire(this, "ask", { ...this.asked, ...change });
    const line = understood(query, this.asked, {
      change: (what) => fire(this, "correct", { ...this.asked, ...correctable(what) }),
      without: (kind) => again({ without: [...(this.asked.without ?? []), kind] }),
      drop: (names) => again(Object.fromEntries(names.map((name) => [name, undefined]))),
    });
    this.line.replaceChildren(...(line ? [line] : []));
  }

  /** The whole answer is there: arrange it as its kind asks, and add what stands below and beside it. */
  #whole(reply, isNew) {
    this.reply = reply;
    const found = reply.status !== "unanswered";
    this.#understood(reply.query);
    if (found) {
      const focused = [...this.quotes.querySelectorAll("button")].indexOf(document.activeElement);
      this.quotes.replaceChildren(...arranged(reply));
      this.quotes.querySelectorAll("button")[focused]?.focus();
    }
    this.quotes.hidden = !found;
    const isRemoved = reply.reason === "removed";
    const asks = reply.reason !== "no_question" && !isRemoved; // "Thanks!" does not
    this.#state(found ? standing(reply) : isRemoved ? t("removed") : asks ? t("no_answer") : "", found ? "answered" : "unanswered");
    this.after.replaceChildren(...[
      found ? bar(this, () => reply.citations.map(withSource).join("\n\n")) : null,
      found ? null : refusal(reply),
      reply.generated?.outcome === "fell_back" ? el("p", { className: "meta" }, parts("no_model_answer", { reason: english(reply.generated.reason) })) : null,
      notices(reply, (citation, from) => showArticle(citation.article, citation, from, true)),
      found ? null : this.#offers(reply),
      found || !asks ? null : nearest(nearestPassages(reply.evidence)),
      asks && !this.isGiven ? this.#why(reply, found) : null,
    ].filter(Boolean));
    if (asks && !this.isGiven && keptKey()) this.#following(found);
    this.#rail(reply, found);
    this.#related(reply, isNew);
    if (!isNew) return;
    const publishers = [...new Set(reply.citations.map((c) => c.article.publisher).filter(Boolean))];
    const notes = joined((reply.notices ?? []).map((notice) => told(notice.messages, notice.text)), " ");
    say(found ? parts("heard_answer", { standing: this.state.textContent, publishers: publishers.join(", ") || t("no_publisher"), notes })
      : asks ? [`${t("no_answer")}. `, refusal(reply)] : refusal(reply));
    fire(this, "answered", { asked: this.asked, reply, at: new Date().toISOString() });
  }

  /** For whoever has the operator's key: to be told when the answer changes. */
  async #following(found) {
    const slot = el("p", { className: "meta follow" });
    this.after.append(slot);
    (await import("./follow.js")).offerFollowing(slot, this, found);
  }

  /** Further questions come after the answer, below all else of it, so that nothing moves. */
  async #related(reply, isNew) {
    const { question, history, without, ...filters } = this.asked;
    const questions = isNew && reply.status === "answered" ? await api.related(this.asked).catch(() => []) : [];
    if (this.reply !== reply) return;
    const list = related(questions, (next) => fire(this, "ask", { ...filters, question: next, history: [] }));
    this.next.replaceChildren(...(list ? [list] : []));
  }

  /** The ranking's reasons are asked for when they are first wanted. */
  #why(reply, found) {
    const node = el("details", {}, el("summary", {}, found ? t("why_answer") : t("what_searched")), el("div", { className: "why" }));
    node.addEventListener("toggle", async () => {
      if (node.open && !node.lastChild.childElementCount) (await import("./why.js")).why(node.lastChild, this.asked, reply);
    });
    return node;
  }

  /** The ways out of a refusal; where the service gave none, at least that without the filters. */
  #offers(reply) {
    if (!reply.suggestions?.length) return null;
    return waysOut(reply.suggestions, ({ question, without = [], since, until, publishers = [], as_of: asOf }) => fire(this, "ask", {
      question, history: [], without, since: since ?? undefined, until: until ?? undefined, publishers, as_of: asOf ?? undefined,
    }));
  }

  #rail(reply, found) {
    if (!reply.evidence.length && !reply.citations.length) return;
    const quoted = new Set(reply.citations.map((citation) => citation.article.id));
    const shown = found ? quoted : new Set(nearestPassages(reply.evidence).map((passage) => passage.article.id));
    this.rail.replaceChildren(...[
      byDay(reply.evidence, quoted, (date) => fire(this, "narrow", { since: date, until: date })),
      otherEvidence(reply, shown),
    ].filter(Boolean));
    this.rail.hidden = !this.rail.childElementCount;
  }

  #failed(error) {
    const partly = this.quotes.childElementCount ? ` ${t("incomplete")}` : "";
    const message = el("p", { className: error ? "problem" : "meta" }, error ? api.explain(error) : t("you_stopped"), partly);
    this.#state(error ? t("not_complete") : t("stopped"), error ? "lost" : "stopped");
    this.after.replaceChildren(message,
      el("p", {}, button(error ? t("retry") : t("ask_again"), () => {
        this.heading.focus({ preventScroll: true }); // the button is about to go
        this.ask(this.asked);
      })));
    say([...message.cloneNode(true).childNodes]);
  }
}

/** What the reader may correct of what was understood. */
function correctable({ text, since, until, publishers }) {
  return { question: text, since: since ?? undefined, until: until ?? undefined, publishers };
}

customElements.define("news-turn", NewsTurn);
