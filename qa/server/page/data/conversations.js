// Conversations, kept in this browser alone.

const KEY = "newsqa.conversations";
const OPEN = "newsqa.open"; // of this tab, so that a reload shows it again
const KEPT = 50;

/** All that is kept, the newest first: {id, at, title, turns: [{asked, reply, at}]}. */
export function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => one?.id && one.turns?.length && one.turns.every(isWhole)) : [];
  } catch {
    return [];
  }
}

const isWhole = ({ asked, reply }) =>
  asked?.question && reply?.query && reply.sentences && reply.citations && reply.evidence;

/** Put a conversation first; the oldest give way where the browser has no room. */
export function keep(conversation) {
  let kept = [conversation, ...all().filter((one) => one.id !== conversation.id)].slice(0, KEPT);
  while (kept.length && !stored(kept)) kept = kept.slice(0, Math.floor(kept.length / 2));
  opened(conversation.id);
}

export const drop = (id) => stored(all().filter((one) => one.id !== id));

function stored(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function opened(id) {
  try {
    sessionStorage.setItem(OPEN, id);
  } catch { /* a browser that keeps nothing */ }
}

export function open() {
  try {
    return all().find((one) => one.id === sessionStorage.getItem(OPEN));
  } catch {
    return undefined;
  }
}
