import { upcoming } from '../../schedule/upcoming.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import { refusedMessage } from '../blocks/refused.ts';
import { statusMessage } from '../blocks/status.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { othersOf } from './others.ts';

/** Shows the current run, its trust and its segments, and what comes next by the clock. */
export async function showStatus(desk: Desk, { reply }: Request): Promise<void> {
  const run = await desk.facts.current();
  const { profile, schedules } = desk;
  const now = desk.now();
  const others = await othersOf(desk);
  await reply.say(statusMessage({ run, profile, now, coming: upcoming(schedules, now), others }));
}

/** Runs the pipeline on the newest export and tells what came of it. */
export async function startRun(desk: Desk, { asker, place, reply }: Request): Promise<void> {
  const decision = await desk.gatekeeper.admit('run', asker, place, desk.profile.name);
  if (!decision.allowed) return reply.whisper(refusedMessage({ ability: 'run', reason: decision.reason, profile: desk.profile }));
  if (desk.startRun === undefined) {
    return reply.whisper(
      plainTextMessage(
        `No source is configured for ${desk.profile.name}: add it under sources in herald.config.ts, or use herald run FILE.`,
      ),
    );
  }
  const summary = await desk.startRun();
  const run = await desk.facts.current();
  const said =
    summary.outcome === 'already stored'
      ? `That export is run ${summary.runId} already (as of ${summary.asOf}); nothing new was stored.`
      : `Run ${summary.runId} is stored, as of ${summary.asOf}.`;
  await reply.say(statusMessage({ run, profile: desk.profile, now: desk.now(), said }));
}
