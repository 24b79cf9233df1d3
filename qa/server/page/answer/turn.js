// <news-turn>: one question and its answer, drawn as it streams in. It never moves what it has already shown.

import * as api from "../data/api.js";
import { button, byId, day, el, plural, unseen } from "../dom.js";
import { inWords, nearest, notices, otherEvidence, sentence, sources, understood } from "./answer.js";

let count = 0;
const fire = (node, name, detail) => node.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

/** Say something to screen readers; what was said before a new question is taken away. */
export function say(text, isNew = false) {
  const line = el("p", {}, text);
  if (isNew) byId("live").replaceChildren(line);
  else byId("live").append(line);
}

class NewsTurn extends HTMLElement {
  asked = null; // the request's body
  reply = null; // the whole answer, once it is there
  #running = null;

  get isRunning() {
    return this.#running !== null;
  }

  /** Ask, and draw whatever comes of it. */
  async ask(asked) {
    this.#draw(asked);
    const mine = (this.#running = new AbortController());
    this.#state("Searching…", "pending");
    say("Searching…", true);
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

  /** Draw an answer that was given before. */
  restore({ asked, reply, at }) {
    this.#draw(asked);
    this.#whole(reply, false);
    this.after.append(el("p", { className: "meta" }, `Answered on ${day(at)}. `,
      button("Ask again", () => fire(this, "ask", this.asked), { className: "text" })));
  }

  #draw(asked) {
    this.asked = asked;
    this.reply = null;
    this.heading = el("h2", { id: `turn-${++count}`, tabIndex: -1 }, unseen("Question: "), el("bdi", {}, asked.question));
    this.state = el("p", { className: "state" });
    this.line = el("div", {});
    this.quotes = el("blockquote", { className: "quotes", hidden: true });
    this.after = el("div", { className: "after" });
    this.rail = el("aside", { className: "rail", ariaLabel: `Sources and evidence for: ${asked.question}`, hidden: true });
    const said = el("div", { className: "said" }, this.heading, this.state, this.line, this.quotes, this.after);
    const article = el("article", {}, said, this.rail);
    article.setAttribute("aria-labelledby", this.heading.id);
    this.replaceChildren(article);
  }

  #state(text, kind) {
    this.dataset.state = kind;
    this.state.textContent = text;
  }

  #event(name, value) {
    if (name === "query") this.#understood(value);
    if (name === "sentence") {
      this.#sentence(value, { citations: value.cited });
      say(value.text);
    }
  }

  #understood(query) {
    const line = understood(query, this.asked,
      (what) => fire(this, "correct", { ...this.asked, ...correctable(what) }),
      (kind) => fire(this, "ask", { ...this.asked, without: [...(this.asked.without ?? []), kind] }));
    this.line.replaceChildren(...(line ? [line] : []));
  }

  #sentence({ text, citations }, reply) {
    this.quotes.hidden = false;
    const cited = reply.citations.filter((citation) => citations.includes(citation.number));
    this.quotes.append(sentence(text, cited, reply.short_answer_at));
  }

  /** The whole answer is there: mark the short answer, and add what stands below and beside it. */
  #whole(reply, isNew) {
    this.reply = reply;
    const found = reply.status !== "unanswered";
    this.#understood(reply.query);
    if (found && (!isNew || reply.short_answer_at || this.quotes.childElementCount !== reply.sentences.length)) {
      const focused = [...this.quotes.querySelectorAll("button")].indexOf(document.activeElement);
      this.quotes.replaceChildren();
      for (const one of reply.sentences) this.#sentence(one, reply);
      this.quotes.querySelectorAll("button")[focused]?.focus();
    }
    this.quotes.hidden = !found;
    const isShort = reply.generated?.outcome === "verified" ? "; shortened by a language model, the quotes are beside it" : "";
    const asks = reply.reason !== "no_question"; // "Thanks!" does not
    this.#state(found ? inWords(reply.confidence) + isShort : asks ? "No answer" : "", found ? "answered" : "unanswered");
    this.after.replaceChildren(...[
      found ? null : el("p", { className: "unanswered" }, reply.answer),
      found ? null : this.#offers(reply),
      reply.generated?.outcome === "fell_back" ? el("p", { className: "meta" }, `No language model's answer: ${reply.generated.reason}`) : null,
      notices(reply),
      found || !asks ? null : nearest(reply.evidence),
      asks ? this.#why(reply) : null,
    ].filter(Boolean));
    this.#rail(reply, found);
    if (!isNew) return;
    const publishers = [...new Set(reply.citations.map((c) => c.article.publisher).filter(Boolean))];
    const notes = (reply.notices ?? []).map((notice) => notice.text).join(" ");
    say(found ? `${this.state.textContent}. Source: ${publishers.join(", ") || "no publisher"}. ${notes}`
      : asks ? `No answer. ${reply.answer}` : reply.answer);
    fire(this, "answered", { asked: this.asked, reply, at: new Date().toISOString() });
  }

  /** The ranking's reasons are asked for when they are first wanted. */
  #why(reply) {
    const node = el("details", {}, el("summary", {}, "Why this answer?"), el("div", { className: "why" }));
    node.addEventListener("toggle", async () => {
      if (node.open && !node.lastChild.childElementCount) (await import("./why.js")).why(node.lastChild, this.asked, reply);
    });
    return node;
  }

  #offers(reply) {
    const { since, until, publishers, as_of, ...free } = this.asked;
    const isNarrowed = since || until || as_of || publishers?.length;
    if (!isNarrowed || !["filtered_out", "nothing_published", "not_covered", "detail_not_covered"].includes(reply.reason)) {
      return null;
    }
    return el("p", {}, button("Ask without filters", () => fire(this, "ask", free)));
  }

  #rail(reply, found) {
    if (!reply.evidence.length && !reply.citations.length) return;
    const timeline = el("news-timeline");
    const quoted = new Set(reply.sentences.flatMap((one) => one.citations));
    const used = reply.citations.filter((citation) => quoted.has(citation.number));
    this.rail.replaceChildren(...[
      found ? sources(used, reply.sentences) : null,
      timeline,
      reply.independent_reports && reply.evidence.length
        ? el("p", { className: "meta" },
          `Quoted from ${plural(reply.independent_reports, "report")}, copies counted once;`
          + ` ${plural(reply.evidence.length, "passage")} found.`)
        : null,
      otherEvidence(reply),
    ].filter(Boolean));
    const cited = new Set(used.map((citation) => citation.article.id));
    import("./timeline.js").catch(console.error).then(() => {
      this.rail.hidden = false; // all at once, so that nothing moves
      timeline.show?.(reply.evidence, cited);
    });
  }

  #failed(error) {
    const held = this.quotes.childElementCount;
    const message = error ? api.explain(error) : "Stopped.";
    const partly = held ? ` What stands above is incomplete: ${plural(held, "sentence")} had come.` : "";
    this.#state(error ? "Not complete" : "Stopped", error ? "lost" : "stopped");
    this.after.replaceChildren(
      el("p", { className: error ? "problem" : "meta" }, message, partly),
      el("p", {}, button(error ? "Retry" : "Ask again", () => {
        this.heading.focus({ preventScroll: true }); // the button is about to go
        this.ask(this.asked);
      })));
    say(message + partly);
  }
}

/** What the reader may correct of what was understood. */
function correctable({ text, since, until, publishers }) {
  return { question: text, since: since ?? undefined, until: until ?? undefined, publishers };
}

customElements.define("news-turn", NewsTurn);
