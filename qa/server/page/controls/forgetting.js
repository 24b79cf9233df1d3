// What was removed from the archive is forgotten by the page, too.

import { forgetGone, withoutArticles } from "../data/gone.js";
import { allTurns, become, conversation } from "./shown.js";

/** What was removed from the archive goes from the conversations, too, also from the one that is shown. */
export async function forgetRemoved(ids) {
  const gone = await forgetGone(ids);
  if (!gone.size) return;
  become({ ...conversation, turns: conversation.turns.map((turn) => withoutArticles(turn, gone)) });
  for (const turn of allTurns()) {
    const kept = conversation.turns.find(({ reply }) => reply.id === turn.reply?.id);
    if (kept && turn.reply.citations.some(({ article }) => gone.has(article.id))) turn.restore(kept);
  }
}
