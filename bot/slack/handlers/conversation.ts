import type { AnswerRecord } from '#pipeline';
import type { Query } from '../../question/query.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';

/** Outside threads a question this old is not what "and on iOS?" refers to. */
const REMEMBERED_MS = 30 * 60_000;

/** The answer that a follow-up continues, with the query that it would change; undefined where there is none. */
export async function answerBefore({ store, now }: Desk, { place, conversation }: Request): Promise<AnswerRecord | undefined> {
  const before = await store.records.answers.latestIn(place.channel, conversation);
  if (before === undefined) return undefined;
  const forgotten = place.thread === null && now().getTime() - before.at.getTime() > REMEMBERED_MS;
  return forgotten ? undefined : before;
}

/** The query of an answer; it was ours when it was stored. */
export function queryOf({ query }: AnswerRecord): Query {
  return query as Query;
}
