// The requests that the page makes, and one kind of error whose message can be shown as it is.

const SILENT_MS = 120_000; // an answer that says nothing for so long is lost; a language model may take a minute

export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status; // 0: the server was not reached, or not to the end
  }
}

const CUT_OFF = "The connection was lost.";
const json = (body) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

/** Ask, and hand on each event as `(name, value)`; gives the whole answer. */
export async function askStreaming(body, signal, onEvent) {
  for await (const [name, value] of events("/ask", json({ ...body, stream: true }), signal)) {
    if (name === "error") throw new ApiError(problemText(value, "The answer failed."), value.status ?? 500);
    if (name === "done" && !(value.query && value.sentences && value.citations && value.evidence)) break;
    onEvent(name, value);
    if (name === "done") return value;
  }
  throw new ApiError(CUT_OFF);
}

export const ask = (body, signal) => request("/ask", { ...json(body), signal });
export const related = async (body) => (await request("/related", json(body))).questions;
export const status = () => request("/status");
export const revision = async () => (await request("/readyz")).revision;
export const front = () => request("/front");
export const search = (asked) => request(`/search?${asked}`);
export const stories = () => request("/stories");

/** A story of the last days, or of those that are named. */
export const story = (id, since, until) =>
  request(`/stories/${encodeURIComponent(id)}${since && until ? `?${new URLSearchParams({ since, until })}` : ""}`);

export const article = (id, version, signal) =>
  request(`/articles/${encodeURIComponent(id)}${version ? `?version=${encodeURIComponent(version)}` : ""}`, { signal });

/** Those of some articles that the archive does not hold. */
export const goneArticles = async (ids) => (await request(`/articles?${new URLSearchParams(ids.map((id) => ["ids", id]))}`)).gone;

/** The words from `start` to `end` of an article are what its `link` leads to. */
export const articleAt = (id, version, { start, end }, signal) =>
  request(`/articles/${encodeURIComponent(id)}?${new URLSearchParams({ ...(version ? { version } : {}), start, end })}`, { signal });

export const changes = (id, version, before = null) =>
  request(`/articles/${encodeURIComponent(id)}/changes?${new URLSearchParams({ version, ...(before ? { before } : {}) })}`);

/** An answer as it was given: {answer, answered_at, since}. */
export const given = (id) => request(`/answers/${encodeURIComponent(id)}`);

/** An answer, or one citation of it, as a file of a format. */
export const exportAddress = (id, format, citation = null) =>
  `/answers/${encodeURIComponent(id)}.${format}${citation ? `?citation=${citation}` : ""}`;

export async function exported(id, format, citation = null) {
  return (await reach(exportAddress(id, format, citation), {})).text();
}

const authorized = (key, options = {}) => ({ ...options, headers: { ...options.headers, Authorization: `Bearer ${key}` } });
export const listSources = (key) => request("/sources", authorized(key));
export const previewSource = (key, place) => request(`/sources/preview?${new URLSearchParams({ place })}`, authorized(key));
export const addSource = (key, body) => request("/sources", authorized(key, json(body)));
export const pauseSource = (key, id, isPaused) => request(`/sources/${id}`, authorized(key, { ...json({ is_paused: isPaused }), method: "PATCH" }));
export const dropSource = (key, id) => reach(`/sources/${id}`, authorized(key, { method: "DELETE" }));
export const cancelRefresh = (key) => reach("/refresh", authorized(key, { method: "DELETE" }));
export const followed = (key) => request("/follow", authorized(key));
export const follow = (key, body) => request("/follow", authorized(key, json(body)));
export const unfollow = (key, token) => reach(`/follow/${encodeURIComponent(token)}`, authorized(key, { method: "DELETE" }));

/** Refresh with the operator's key; hands on `(name, value)` of progress, report and error. */
export async function refresh(key, onEvent) {
  const options = authorized(key, { method: "POST" });
  for await (const [name, value] of events("/refresh?stream=true", options, null, 3_600_000)) onEvent(name, value);
}

async function request(url, options = {}) {
  const response = await reach(url, options);
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The server's reply was cut off or could not be read.");
  }
}

/** The events of a server-sent stream as `[name, value]`. */
async function* events(url, options, signal, silentMs = SILENT_MS) {
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
    throw new ApiError(CUT_OFF); // a TypeError or AbortError of the browser's, whose words differ everywhere
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

async function reach(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The server could not be reached. Check that it is running and that you are connected.");
  }
  if (response.ok) return response;
  const fallback = `The server reported an error (${response.status}).`;
  const body = await response.json().catch(() => null);
  throw new ApiError(problemText(body, fallback), response.status);
}

function problemText(body, fallback) {
  const texts = [body?.title, body?.detail].filter((text) => typeof text === "string" && text);
  return texts.join(": ") || fallback;
}

/** What to tell the reader; anything unforeseen is a fault of page or server, so log it too. */
export function explain(error) {
  if (error instanceof ApiError) return error.message;
  console.error(error);
  return "The server's reply could not be shown.";
}
