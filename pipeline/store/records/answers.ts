import type { Database } from '../database.ts';
import type { AnswerRecord, Answers, Vote } from '../records.ts';
import { dateOf, sqlTime } from '../sql-time.ts';
import { forgetInParts } from './forget.ts';
import { idText, jsonOf, jsonText, proseText } from './values.ts';

/** Questions with what was understood, and the votes on the answers. */
export function answersIn(database: Database): Answers {
  return {
    async add(answer) {
      const row = rowOfAnswer(answer);
      await database.change((db) => db('answers').insert(row));
    },

    async byId(id) {
      const row: AnswerRow | undefined = await database.read((db) => db('answers').where({ id }).first());
      return row === undefined ? undefined : answerOfRow(row);
    },

    async latestIn(channel, thread) {
      const row: AnswerRow | undefined = await database.read((db) =>
        db('answers').where({ channel, thread }).orderBy('at', 'desc').first(),
      );
      return row === undefined ? undefined : answerOfRow(row);
    },

    async vote(answerId, voter, vote, at) {
      const row: VoteRow = { answer_id: answerId, voter: idText(voter, 'answer_votes.voter'), vote, at: sqlTime(at) };
      await database.changeTogether(async (trx) => {
        const answer: unknown = await trx('answers').where({ id: answerId }).forUpdate().first('id');
        if (answer === undefined) return;
        const last: VoteRow | undefined = await trx('answer_votes').where({ answer_id: answerId, voter: row.voter }).first();
        if (last !== undefined && last.at > row.at) return; // two clicks may overtake each other
        await trx('answer_votes').insert(row).onConflict(['answer_id', 'voter']).merge(['vote', 'at']);
      });
    },

    async votes(answerId) {
      const rows: readonly { readonly vote: Vote; readonly votes: number }[] = await database.read((db) =>
        db('answer_votes')
          .where({ answer_id: answerId })
          .groupBy('vote')
          .select('vote', { votes: db.raw('COUNT(*)') }),
      );
      const counted = (vote: Vote) => Number(rows.find((row) => row.vote === vote)?.votes ?? 0);
      return { up: counted('up'), down: counted('down') };
    },

    // The votes go with their answer, by the foreign key.
    forget: (before) => forgetInParts(database, 'answers', 'id', before),
  };
}

interface AnswerRow {
  readonly id: string;
  readonly profile: string;
  readonly run_id: number;
  readonly question: string;
  readonly understood: string;
  readonly query: string;
  readonly asker: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly at: string;
}

interface VoteRow {
  readonly answer_id: string;
  readonly voter: string;
  readonly vote: Vote;
  readonly at: string;
}

function rowOfAnswer(answer: AnswerRecord): AnswerRow {
  return {
    id: idText(answer.id, 'answers.id'),
    profile: idText(answer.profile, 'answers.profile'),
    run_id: answer.runId,
    question: proseText(answer.question),
    understood: proseText(answer.understood),
    query: jsonText(answer.query, 'answers.query'),
    asker: idText(answer.asker, 'answers.asker'),
    channel: idText(answer.channel, 'answers.channel'),
    thread: answer.thread === null ? null : idText(answer.thread, 'answers.thread'),
    at: sqlTime(answer.at),
  };
}

function answerOfRow({ run_id: runId, query, at, ...row }: AnswerRow): AnswerRecord {
  return { ...row, runId, query: jsonOf(query, `answers.query of answer ${row.id}`), at: dateOf(at) };
}
