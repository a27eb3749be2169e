import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from './context.ts';
import { commandPayload } from './payloads.ts';
import type { Person } from './person.ts';
import { typedText } from './typed-text.ts';
import type { Channel } from './workspace.ts';

export interface LoadPlan {
  readonly perSecond: number;
  readonly seconds: number;
  /** The i-th command line, from 0. */
  readonly next: (index: number) => { readonly person: Person; readonly channel: Channel; readonly text: string };
  /** How long to wait for answers after the last command. */
  readonly drainMs?: number;
}

export interface LoadResult {
  /** Milliseconds from sending to acknowledgement, in the order of sending. */
  readonly acks: readonly number[];
  /** Milliseconds from sending to the last post at the response_url. */
  readonly answers: readonly number[];
  /** The same by index of the command; undefined where no answer came. */
  readonly answersByIndex: readonly (number | undefined)[];
  /** What was not acknowledged or not answered, in words. */
  readonly failures: readonly string[];
  /** Bodies of the last posts, by index of the command, for a look at them. */
  readonly bodies: readonly (string | undefined)[];
}

/**
 * Sends slash commands at a steady rate, whether or not the bot keeps up, and measures. Answers leave no messages behind
 * and are not looked at, so that the measuring costs little.
 */
export async function sendLoad(context: Context, { perSecond, seconds, next, drainMs = 10_000 }: LoadPlan): Promise<LoadResult> {
  const total = perSecond * seconds;
  const acks: number[] = [];
  const answers = new Map<number, number>();
  const bodies: (string | undefined)[] = new Array(total);
  const failures: string[] = [];
  const sent: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < total; index++) {
    const waitMs = startedAt + (index * 1000) / perSecond - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    sent.push(sendOne(index));
  }
  await Promise.all(sent);
  const patientUntil = performance.now() + drainMs;
  while (answers.size < total - failures.length && performance.now() < patientUntil) await sleep(10);
  const unanswered = Array.from({ length: total }, (_, index) => index).filter((index) => !answers.has(index));
  return {
    acks,
    answers: [...answers.values()],
    answersByIndex: Array.from({ length: total }, (_, index) => answers.get(index)),
    failures: [...failures, ...unanswered.map((index) => `${index}: no answer`)],
    bodies,
  };

  async function sendOne(index: number): Promise<void> {
    const { person, channel, text: line } = next(index);
    const [command = '', ...words] = line.split(' ');
    const sentAt = performance.now();
    const sink = (body: string) => {
      answers.set(index, performance.now() - sentAt);
      bodies[index] = body;
    };
    const url = context.responseUrls.issue({ user: person.id, channel: channel.id, sink });
    const text = typedText(context, words.join(' '), 'command');
    const user = context.workspace.users.get(person.id)!;
    const body = commandPayload(context, user, channel, { command, text }, url);
    const { status, ackMs, failure } = await context.sender.send({ kind: 'command', body }).first;
    acks.push(ackMs);
    if (failure !== null) failures.push(`${index}: acknowledged with ${status ?? 'nothing'} (${failure})`);
  }
}
