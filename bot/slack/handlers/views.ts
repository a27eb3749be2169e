import { list, type ViewName, viewsOf } from '#reports';
import { makeWeekly } from '../../delivery/weekly.ts';
import { alertsMessage } from '../blocks/alerts.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import { reportMessage } from '../blocks/report.ts';
import { viewMessage } from '../blocks/view.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { othersOf } from './others.ts';

/** Shows one of the views of the profile; a view that only another profile has is that one's. */
export async function showView(desk: Desk, request: Request, name: ViewName): Promise<void> {
  const has = ({ profile }: Desk) => viewsOf(profile).includes(name);
  const owner = has(desk) ? desk : [...desk.desks.values()].find(has);
  if (owner === undefined) return unknownView(desk, request, name);
  const { facts, profile } = owner;
  await request.reply.say(viewMessage(await facts.view(await facts.current(), name), profile));
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

/** Makes the weekly report and sends its files to the asker's direct messages. */
export async function sendReport({ workshop, profile, facts, slack }: Desk, { asker, reply }: Request): Promise<void> {
  const run = await facts.current();
  const { headlines, files, firstPage } = await makeWeekly(workshop, run, profile);
  const channel = await slack.directChannel(asker.user);
  for (const file of files)
    await slack.sendFile(channel, { ...file, comment: `Weekly report of run ${run.id}, as of ${run.asOf}.` });
  const names = files.map(({ name }) => name);
  await reply.say(reportMessage({ run, profile, headlines, files: names, where: 'in your direct messages with me', firstPage }));
}
