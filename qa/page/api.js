// The three requests the page makes, and one kind of error whose message can be shown as it is.

export class ApiError extends Error {}

export const ask = (body, signal) =>
  request("/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });

export const article = (id, version, signal) => {
  const query = version == null ? "" : `?version=${encodeURIComponent(version)}`;
  return request(`/articles/${encodeURIComponent(id)}${query}`, { signal });
};

export const status = () => request("/status");

async function request(url, options = {}) {
  const response = await reach(url, options);
  if (!response.ok) throw new ApiError(await problemText(response));
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The server's reply was cut off or could not be read.");
  }
}

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The server could not be reached. Check that it is running and that you are connected.");
  }
}

async function problemText(response) {
  const fallback = `The server reported an error (${response.status}).`;
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.includes("json")) return fallback;
  try {
    const { title, detail } = await response.json();
    // Some frameworks put a list of objects into detail: that is no text for a reader.
    const texts = [title, detail].filter((text) => typeof text === "string" && text);
    return texts.join(": ") || fallback;
  } catch {
    return fallback;
  }
}

/** What to tell the reader; anything unforeseen is a fault of page or server, so log it too. */
export function explain(error) {
  if (error instanceof ApiError) return error.message;
  console.error(error);
  return "The server's reply could not be shown.";
}
