import { randomBytes } from 'node:crypto';
import type { AnswerRecord } from '#pipeline';
import type { Answer } from '../../question/answer.ts';
import type { Query } from '../../question/query.ts';
import { answerMessage } from '../blocks/answer.ts';
import { notUnderstoodMessage } from '../blocks/not-understood.ts';
import { userListMessage } from '../blocks/users.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { deskOf } from './addressed.ts';
import { answerBefore, queryOf } from './conversation.ts';
import { admittedList, withoutMasked } from './user-data.ts';

/** Answers a question in plain words, or asks back. In a thread it is about what the answer before was about. */
export async function askNext(asked: Desk, request: Request, text: string): Promise<void> {
  const before = await answerBefore(asked, request);
  return answerNext(request.place.thread === null ? asked : deskOf(asked, before?.profile), request, text, before);
}

/** Answers a question to this very profile. */
export async function answerQuestion(desk: Desk, request: Request, text: string): Promise<void> {
  return answerNext(desk, request, text, await answerBefore(desk, request));
}

async function answerNext(desk: Desk, request: Request, text: string, before: AnswerRecord | undefined): Promise<void> {
  const { profile } = desk;
  const continued = before?.profile === profile.name ? queryOf(before) : undefined;
  const understanding = await desk.questions.understand(text, continued);
  if (understanding.ok) return answerTo(desk, request, text, understanding.query);
  const { reason, suggestions, readings } = understanding;
  await request.reply.say(notUnderstoodMessage({ question: text, reason, suggestions, readings, profile }));
}

/** Answers a query that is understood already, such as one behind a button. */
export async function answerTo(desk: Desk, request: Request, question: string, query: Query): Promise<void> {
  if (query.kind === 'list') return listUsers(desk, request, question, query);
  const answer = await desk.questions.answer(query, smallestGroupIn(desk, request));
  const id = await remember(desk, request, question, answer);
  const canList = await desk.gatekeeper.wouldAdmit('list', request.asker, request.place);
  const shareable = request.reply.private && request.place.kind === 'channel';
  await request.reply.say(
    answerMessage({ answer, id, breakdowns: desk.questions.breakdowns(query), canList, shareable, profile: desk.profile }),
  );
}

/** Small groups are hidden where others could read the answer, and from people of another organisation. */
export function smallestGroupIn({ gatekeeper }: Desk, { asker, place }: Request): { readonly smallestGroup?: number } {
  return place.kind === 'channel' || asker.stranger ? { smallestGroup: gatekeeper.rules.smallestGroup } : {};
}

async function listUsers(desk: Desk, request: Request, question: string, query: Extract<Query, { kind: 'list' }>): Promise<void> {
  const admitted = await admittedList(desk, request, query);
  if (admitted === undefined) return;
  const answer = withoutMasked(await desk.questions.answer(query), admitted.masked);
  const id = await remember(desk, request, question, answer);
  await request.reply.whisper(userListMessage({ answer, id, profile: desk.profile }));
}

/** Keeps an answer for its buttons, for votes, and for follow-ups; returns its id. */
export async function remember(desk: Desk, request: Request, question: string, answer: Answer): Promise<string> {
  const { asker, place, conversation } = request;
  const id = randomBytes(9).toString('base64url');
  const { runId, understood, query } = answer;
  await desk.store.records.answers.add({
    id,
    profile: desk.profile.name,
    runId,
    question,
    understood,
    query,
    asker: asker.user,
    channel: place.channel,
    thread: conversation,
    at: desk.now(),
  });
  return id;
}
