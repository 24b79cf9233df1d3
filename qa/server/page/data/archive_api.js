// The requests for what is opened later: searches, stories, articles, files of an answer.

import { reach, request } from "./api.js";

export const search = (asked) => request(`/search?${asked}`);

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

/** An answer, or one citation of it, as a file of a format. */
export const exportAddress = (id, format, citation = null) =>
  `/answers/${encodeURIComponent(id)}.${format}${citation ? `?citation=${citation}` : ""}`;

export async function exported(id, format, citation = null) {
  return (await reach(exportAddress(id, format, citation), {})).text();
}
