import type { ViewOutput } from '@slack/bolt';
import type { AnswerRecord } from '#pipeline';
import { tableCsv } from '#reports';
import { type Action, parseAction } from '../blocks/actions.ts';
import { chartMessage } from '../blocks/chart.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import { statementMessage } from '../blocks/statement.ts';
import type { Desk } from '../desk.ts';
import { messageReply } from '../replies.ts';
import type { Asker, Request } from '../request.ts';
import { deskOf } from './addressed.ts';
import { actOnAlert } from './alerts.ts';
import { queryOf } from './conversation.ts';
import { publishHome } from './home.ts';
import { answerQuestion, answerTo, smallestGroupIn } from './question.ts';
import { openSubscriptionForm, redrawSubscriptionForm } from './subscription-form.ts';
import { subscribe, unsubscribe } from './subscriptions.ts';
import { lookUpUser, sendCardPdf } from './user.ts';
import { admittedList, withoutMasked } from './user-data.ts';
import { openUserListForm } from './user-list-form.ts';
import { NOT_FOR_STRANGERS, sendReport, showView } from './views.ts';

/** What came with a click beside who and where. */
export interface Click {
  /** Lets a modal be opened, within three seconds. */
  readonly triggerId: string;
  /** Name of the profile whose Home it was made on; null elsewhere. */
  readonly home: string | null;
  /** Where it was made, if not in a message. */
  readonly view?: ViewOutput;
}

/** Where the click was made on Home, which shows what it changed. */
async function redrawHome(desk: Desk, asker: Asker, { home }: Click): Promise<void> {
  if (home !== null) await publishHome(deskOf(desk, home), asker);
}

type AnswerAction = Extract<
  Action,
  { readonly action: 'break-down' | 'list-users' | 'show-query' | 'show-chart' | 'csv' | 'share' }
>;

/** Does what a button or select stands for. Whoever clicks needs the permission, not whoever asked. */
export async function handleAction(asked: Desk, request: Request, payload: unknown, click: Click): Promise<void> {
  const action = parseAction(payload);
  if (action === undefined) return; // a link, or a select that was emptied
  const desk = deskOf(asked, 'profile' in action ? action.profile : undefined);
  const { asker } = request;
  switch (action.action) {
    case 'ask':
      return answerQuestion(desk, request, action.question);
    case 'view':
      return showView(desk, request, action.name);
    case 'report':
      return sendReport(desk, request);
    case 'open-user':
      return lookUpUser(desk, request, action.user);
    case 'user-pdf':
      return sendCardPdf(desk, request, action.user);
    case 'home-refresh':
      return publishHome(desk, asker);
    case 'home-users':
      return openUserListForm(desk, request, click.triggerId);
    case 'subscribe':
      await subscribe(desk, request, [action.thing, 'me']);
      return redrawHome(asked, asker, click);
    case 'subscription-form':
      return openSubscriptionForm(desk, request, click, null);
    case 'change-subscription':
      return openSubscriptionForm(desk, request, click, action.id);
    case 'subscription-choice':
    case 'subscription-profile':
      return click.view && redrawSubscriptionForm(asked, asker, click.view);
    case 'unsubscribe':
      await unsubscribe(desk, request, [String(action.id)]);
      return redrawHome(asked, asker, click);
    case 'vote':
      return desk.store.records.answers.vote(action.answer, asker.user, action.vote, desk.now());
  }
  if ('alert' in action) return actOnAlert(desk, request, action);
  const record = await desk.store.records.answers.byId(action.answer);
  const owner = record && desk.desks.get(record.profile);
  return owner === undefined ? tooOld(request) : onAnswer(owner, request, action, record!);
}

/** Does what a button of an answer stands for. */
async function onAnswer(desk: Desk, request: Request, action: AnswerAction, record: AnswerRecord): Promise<void> {
  if (action.action === 'break-down' && !canBreakDown(desk, record, action.by)) return tooOld(request);
  switch (action.action) {
    case 'break-down':
      return answerTo(desk, request, record.question, desk.questions.brokenDown(queryOf(record), action.by));
    case 'list-users': {
      const list = desk.questions.listOf(queryOf(record));
      if (list !== undefined) await answerTo(desk, request, record.question, list);
      return;
    }
    case 'show-query':
      return showStatement(desk, request, record);
    case 'show-chart':
      return showChart(desk, request, record);
    case 'csv':
      return sendCsv(desk, request, record);
    case 'share':
      return share(desk, request, record);
    default:
      return action satisfies never;
  }
}

function tooOld({ reply }: Request): Promise<void> {
  return reply.whisper(plainTextMessage('That answer is too old for its buttons. Ask the question again.'));
}

/** False where the profile has changed since, and for what nobody was offered. */
function canBreakDown({ questions }: Desk, record: AnswerRecord, by: string): boolean {
  return questions.breakdowns(queryOf(record)).some((offered) => offered.by === by);
}

async function showStatement({ questions }: Desk, { reply }: Request, record: AnswerRecord): Promise<void> {
  const { sql, bindings } = await questions.statement(queryOf(record));
  await reply.whisper(statementMessage({ understood: record.understood, sql, bindings, runId: record.runId }));
}

async function showChart(desk: Desk, request: Request, record: AnswerRecord): Promise<void> {
  const answer = await desk.questions.answer(queryOf(record), smallestGroupIn(desk, request));
  const message = chartMessage(answer);
  await request.reply.say(message ?? plainTextMessage('There is nothing in this answer that a chart would show.'));
}

/** Sends the table to the asker's direct messages, where small groups need not be hidden. */
async function sendCsv(desk: Desk, request: Request, record: AnswerRecord): Promise<void> {
  if (request.asker.stranger) return request.reply.whisper(plainTextMessage(NOT_FOR_STRANGERS));
  const query = queryOf(record);
  const admitted = query.kind === 'list' ? await admittedList(desk, request, query) : { masked: new Set<string>() };
  if (admitted === undefined) return;
  const answer = withoutMasked(await desk.questions.answer(query), admitted.masked);
  const channel = await desk.slack.directChannel(request.asker.user);
  await desk.slack.sendFile(channel, {
    name: `herald-run${answer.runId}-${record.id}.csv`,
    content: Buffer.from(tableCsv(answer.table)),
    comment: `The figures you asked for, from run ${answer.runId} (as of ${answer.asOf}).`,
  });
  if (request.place.kind === 'channel')
    await request.reply.whisper(plainTextMessage('The CSV is in your direct messages with me.'));
}

/** Posts an answer in the channel that only one person saw, with small groups hidden. */
async function share(desk: Desk, request: Request, record: AnswerRecord): Promise<void> {
  const { asker, place } = request;
  const query = queryOf(record);
  if (query.kind === 'list')
    return request.reply.whisper(plainTextMessage(`Lists of ${desk.profile.entity.many} are not posted in channels.`));
  const posted = messageReply(desk.slack, asker, place);
  await answerTo(desk, { ...request, reply: posted }, record.question, query);
}
