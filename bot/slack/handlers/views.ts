import { list, type View, type ViewName, viewsOf } from '#reports';
import { makeWeekly } from '../../delivery/weekly.ts';
import { alertsMessage } from '../blocks/alerts.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import { reportMessage } from '../blocks/report.ts';
import { viewMessage } from '../blocks/view.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { othersOf } from './others.ts';
import { smallestGroupIn } from './question.ts';

/** Shows one of the views of the profile; a view that only another profile has is that one's. */
export async function showView(desk: Desk, request: Request, name: ViewName): Promise<void> {
  const has = ({ profile }: Desk) => viewsOf(profile).includes(name);
  const owner = has(desk) ? desk : [...desk.desks.values()].find(has);
  if (owner === undefined) return unknownView(desk, request, name);
  const { facts, profile } = owner;
  const view = await facts.view(await facts.current(), name);
  const { smallestGroup } = smallestGroupIn(owner, request);
  if (smallestGroup !== undefined && profile.report !== 'sessions' && hasGroupBelow(view, smallestGroup))
    return request.reply.whisper(
      plainTextMessage(
        `This view has groups of fewer than ${smallestGroup} ${profile.entity.many}, which are not shown in channels. Ask me for it in a direct message.`,
      ),
    );
  await request.reply.say(viewMessage(view, profile));
}

function hasGroupBelow({ table: { columns, rows } }: View, smallest: number): boolean {
  const isSmall = (value: unknown) => typeof value === 'number' && value > 0 && value < smallest;
  return rows.some((row) => row.some((value, place) => columns[place]?.format?.kind === 'count' && isSmall(value)));
}

export async function unknownView({ profile }: Desk, { reply }: Request, name: string): Promise<void> {
  await reply.say(plainTextMessage(`There is no view ${name}. The views are ${list(viewsOf(profile))}.`));
}

/** Shows what moved in the current run. */
export async function showAlerts(desk: Desk, { reply }: Request): Promise<void> {
  const { profile, facts } = desk;
  const run = await facts.current();
  const [report, others] = await Promise.all([facts.alerts(run), othersOf(desk)]);
  await reply.say(alertsMessage({ report, profile, run, others }));
}

/** What strangers hear who ask for more than figures. */
export const NOT_FOR_STRANGERS = 'Reports, files and subscriptions are for people of our own workspace; ask one of them.';

/** Makes the weekly report and sends its files to the asker's direct messages. */
export async function sendReport({ workshop, profile, facts, slack }: Desk, { asker, reply }: Request): Promise<void> {
  if (asker.stranger) return reply.whisper(plainTextMessage(NOT_FOR_STRANGERS));
  const run = await facts.current();
  const { headlines, files, firstPage } = await makeWeekly(workshop, run, profile);
  const channel = await slack.directChannel(asker.user);
  for (const file of files)
    await slack.sendFile(channel, { ...file, comment: `Weekly report of run ${run.id}, as of ${run.asOf}.` });
  const names = files.map(({ name }) => name);
  await reply.say(reportMessage({ run, profile, headlines, files: names, where: 'in your direct messages with me', firstPage }));
}
