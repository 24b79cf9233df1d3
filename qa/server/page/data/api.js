// The requests that the page makes, and one kind of error whose message can be shown as it is.

import { el } from "../dom.js";
import { problem } from "../said.js";
import { t } from "../texts.js";

const SILENT_MS = 120_000; // an answer that says nothing for so long is lost; a language model may take a minute

export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status; // 0: the server was not reached, or not to the end
  }
}

/** What the service itself says, in English, and the kind of problem that it is. */
class ServiceError extends ApiError {
  constructor({ type, title, detail }, status) {
    super(wordsOf({ title, detail }), status);
    this.kind = String(type).split(":").at(-1);
    this.detail = detail;
  }
}

export const json = (body) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

/** Ask, and hand on each event as `(name, value)`; gives the whole answer. */
export async function askStreaming(body, signal, onEvent) {
  for await (const [name, value] of events("/ask", json({ ...body, stream: true }), signal)) {
    if (name === "error") throw refused(value, t("answer_failed"), value.status ?? 500);
    if (name === "done" && !(value.query && value.sentences && value.citations && value.evidence)) break;
    onEvent(name, value);
    if (name === "done") return value;
  }
  throw new ApiError(t("lost"));
}

export const ask = (body, signal) => request("/ask", { ...json(body), signal });
export const related = async (body) => (await request("/related", json(body))).questions;
export const status = () => request("/status");
export const revision = async () => (await request("/readyz")).revision;
export const front = () => request("/front");
export const stories = () => request("/stories");

/** An answer as it was given: {answer, answered_at, since}. */
export const given = (id) => request(`/answers/${encodeURIComponent(id)}`);

export async function request(url, options = {}) {
  const response = await reach(url, options);
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(t("reply_unreadable"));
  }
}

/** The events of a server-sent stream as `[name, value]`. */
export async function* events(url, options, signal, silentMs = SILENT_MS) {
  const silence = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  let timer = setTimeout(() => silence.abort(), silentMs);
  try {
    const response = await reach(url, { ...options, signal: stopped });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentMs);
      const blocks = (text + value).split(/\r?\n\r?\n/);
      text = blocks.pop();
      yield* blocks.map(parsed).filter(Boolean);
    }
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) throw error;
    throw new ApiError(t("lost")); // a TypeError or AbortError of the browser's, whose words differ everywhere
  } finally {
    clearTimeout(timer);
  }
}

function parsed(block) {
  const fields = Object.fromEntries(block.split(/\r?\n/).map((line) => {
    const at = line.indexOf(":");
    return [line.slice(0, at), line.slice(at + 1).trim()];
  }));
  return fields.data ? [fields.event, JSON.parse(fields.data)] : null;
}

export async function reach(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(t("unreachable"));
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  throw refused(body, t("error_status", { status: String(response.status) }), response.status);
}

const wordsOf = (problem) => [problem?.title, problem?.detail].filter((text) => typeof text === "string" && text).join(": ");

/** The error of a problem, if it says anything. */
export const refused = (body, otherwise, status) => (wordsOf(body) ? new ServiceError(body, status) : new ApiError(otherwise, status));

/** What to tell the reader; anything unforeseen is a fault of page or server, so log it too. */
export function explain(error) {
  if (error instanceof ServiceError) return el("span", {}, problem(error.kind, error.message, error.detail));
  if (error instanceof ApiError) return error.message;
  console.error(error);
  return t("reply_not_shown");
}
