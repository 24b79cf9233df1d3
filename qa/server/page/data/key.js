// The operator's key: kept for this tab alone, it goes when the tab is closed.

const KEY = "newsqa.key";

export function keptKey() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

export function keepKey(key) {
  try {
    if (key) sessionStorage.setItem(KEY, key);
    else sessionStorage.removeItem(KEY);
  } catch { /* it is asked for again */ }
  document.body.classList.toggle("has-key", Boolean(key));
}
