import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { list, VIEW_NAMES, type ViewName } from '#reports';
import { alertsMessage } from '../blocks/alerts.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import { reportMessage } from '../blocks/report.ts';
import { viewMessage } from '../blocks/view.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';

/** Shows one of the seven views. */
export async function showView({ facts }: Desk, { reply }: Request, name: ViewName): Promise<void> {
  await reply.say(viewMessage(await facts.view(await facts.current(), name)));
}

export async function unknownView(_desk: Desk, { reply }: Request, name: string): Promise<void> {
  await reply.say(plainTextMessage(`There is no view ${name}. The views are ${list(VIEW_NAMES)}.`));
}

/** Shows what moved in the current run. */
export async function showAlerts({ profile, facts }: Desk, { reply }: Request): Promise<void> {
  const run = await facts.current();
  await reply.say(alertsMessage({ report: await facts.alerts(run), profile, run }));
}

/** Makes the weekly report and sends its files to the asker's direct messages. */
export async function sendReport({ workshop, profile, facts, slack }: Desk, { asker, reply }: Request): Promise<void> {
  const run = await facts.current();
  const folder = await mkdtemp(join(tmpdir(), 'herald-report-'));
  try {
    const { headlines, files } = await workshop.weekly(run, profile, folder, ['pdf', 'html']);
    const channel = await slack.directChannel(asker.user);
    for (const { path } of files) {
      const comment = `Weekly report of run ${run.id}, as of ${run.asOf}.`;
      await slack.sendFile(channel, { name: basename(path), content: await readFile(path), comment });
    }
    await reply.say(reportMessage({ run, headlines, files: files.map(({ path }) => basename(path)) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
