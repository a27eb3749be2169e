import type { CompleteRun, Profile } from '#pipeline';
import { type Message, plainMessage } from '../message.ts';
import { notes, paragraph } from './elements.ts';
import { originOf, provenanceLine } from './provenance.ts';
import { mrkdwn, shown } from './text.ts';

export interface NotFoundParts {
  readonly userId: string;
  readonly run: CompleteRun;
  readonly profile: Profile;
}

/** There is no such user in the current run. */
export function notFoundMessage({ userId, run, profile }: NotFoundParts): Message {
  const { one } = profile.entity;
  const user = shown(userId, 120);
  const advice = `Ids are matched exactly, capitals and zeros included. The ${one} may also have left the export.`;
  return plainMessage(mrkdwn(`There is no ${one} ${user} in run ${run.id}. ${advice}`, 3000), [
    paragraph(`There is no ${one} `, { code: user }, ` in run ${run.id}. ${advice}`),
    ...notes([provenanceLine(originOf(run, profile))]),
  ]);
}
