import type { CompleteRun } from '#pipeline';
import { type Message, plainMessage } from '../message.ts';
import { notes, paragraph } from './elements.ts';
import { originOf, provenanceLine } from './provenance.ts';
import { mrkdwn, shown } from './text.ts';

/** There is no such user in the current run. */
export function notFoundMessage({ userId, run }: { readonly userId: string; readonly run: CompleteRun }): Message {
  const user = shown(userId, 120);
  const advice = 'Ids are matched exactly, capitals and zeros included. The user may also have left the export.';
  return plainMessage(mrkdwn(`There is no user ${user} in run ${run.id}. ${advice}`, 3000), [
    paragraph('There is no user ', { code: user }, ` in run ${run.id}. ${advice}`),
    ...notes([provenanceLine(originOf(run))]),
  ]);
}
