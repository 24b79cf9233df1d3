// The requests for which the operator's key is needed.

import { events, json, reach, request } from "./api.js";

const authorized = (key, options = {}) => ({ ...options, headers: { ...options.headers, Authorization: `Bearer ${key}` } });
export const listSources = (key) => request("/sources", authorized(key));
export const previewSource = (key, place) => request(`/sources/preview?${new URLSearchParams({ place })}`, authorized(key));
export const addSource = (key, body) => request("/sources", authorized(key, json(body)));
export const pauseSource = (key, id, isPaused) => request(`/sources/${id}`, authorized(key, { ...json({ is_paused: isPaused }), method: "PATCH" }));
export const dropSource = (key, id) => reach(`/sources/${id}`, authorized(key, { method: "DELETE" }));
export const cancelRefresh = (key) => reach("/refresh", authorized(key, { method: "DELETE" }));
export const followed = (key) => request("/follow", authorized(key));
export const follow = (key, body) => request("/follow", authorized(key, json(body)));
/** The changes of a followed question's answer, the newest first. */
export const changesOf = (key, token) => request(`/follow/${encodeURIComponent(token)}/changes`, authorized(key));
export const unfollow = (key, token) => reach(`/follow/${encodeURIComponent(token)}`, authorized(key, { method: "DELETE" }));

/** Refresh with the operator's key; hands on `(name, value)` of progress, report and error. */
export async function refresh(key, onEvent) {
  const options = authorized(key, { method: "POST" });
  for await (const [name, value] of events("/refresh?stream=true", options, null, 3_600_000)) onEvent(name, value);
}
