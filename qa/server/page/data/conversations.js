// Conversations, kept in this browser alone.

const KEY = "newsqa.conversations";
const OPEN = "newsqa.open"; // of this tab, so that a reload shows it again
const KEPT = 100;
const PASSAGE = 300; // characters

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

/** Put a conversation first; where there is no more room the oldest give way. Gives how many had to. */
export function keep(conversation) {
  const whole = [conversation, ...all().filter((one) => one.id !== conversation.id)];
  let kept = whole.slice(0, KEPT);
  while (kept.length && !stored(kept)) kept = kept.slice(0, -1);
  opened(conversation.id);
  return kept.length ? whole.length - kept.length : 0; // none is kept by a browser that keeps nothing
}

/** A turn as it is kept: of the passages that were found only what is drawn of them. */
export const small = ({ reply, ...turn }) => ({ ...turn, reply: { ...reply, evidence: reply.evidence.map(begun) } });

function begun(passage) {
  const points = Array.from(passage.text).slice(0, PASSAGE);
  return { ...passage, text: points.join(""), end: Math.min(passage.end, passage.start + points.length) };
}

/** The articles whose words are kept, each once. */
export const articleIds = () => [...new Set(all().flatMap(({ turns }) => turns)
  .flatMap(({ reply }) => [...reply.citations, ...reply.evidence]).map(({ article }) => article.id))];

/** Have each kept turn be what `to` makes of it. */
export const change = (to) => stored(all().map((one) => ({ ...one, turns: one.turns.map(to) })));

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
