// Words of articles that were removed from the archive are removed from what the browser keeps, too.

import { t } from "../texts.js";
import * as archiveApi from "./archive_api.js";
import * as conversations from "./conversations.js";

const AT_ONCE = 100; // ids in a request

/** Let go of those of some articles that are not there any more; gives their ids. */
export async function forgetGone(ids) {
  const gone = new Set();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    for (const id of await archiveApi.goneArticles(ids.slice(at, at + AT_ONCE))) gone.add(id);
  }
  if (gone.size) conversations.change((turn) => withoutArticles(turn, gone));
  return gone;
}

/** A turn without the words of some articles: without its answer where that quotes one of them. */
export function withoutArticles(turn, gone) {
  const { reply } = turn;
  const evidence = reply.evidence.filter((passage) => !gone.has(passage.article.id));
  if (!reply.citations.some((citation) => gone.has(citation.article.id))) return { ...turn, reply: { ...reply, evidence } };
  return { ...turn, reply: {
    ...reply, evidence: [], status: "unanswered", reason: "removed", answer: t("answer_removed"), confidence: 0, independent_reports: 0,
    sentences: [], citations: [], notices: [], brief: [], items: [], sides: [], suggestions: [], related: [],
    short_answer: null, short_answer_at: null, explanation: null, generated: null, messages: [],
  } };
}
