import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { renderMail } from '#drawing';
import type { CompleteRun, Profile } from '#pipeline';
import { day, type Headline, provenanceOf } from '#reports';
import type { Config } from '../config.ts';
import type { Workshop } from '../service/workshop.ts';
import { reportMessage } from '../slack/blocks/report.ts';
import type { ParcelFile } from './sender.ts';
import type { Bulletin } from './slack.ts';

/** The weekly report with its files in memory. */
export interface MadeWeekly {
  readonly headlines: readonly Headline[];
  /** PDF first, then HTML. */
  readonly files: readonly ParcelFile[];
  /** PNG. */
  readonly firstPage: Buffer | null;
}

export async function makeWeekly(workshop: Workshop, run: CompleteRun, profile: Profile): Promise<MadeWeekly> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-report-'));
  try {
    const { headlines, files, firstPage } = await workshop.weekly(run, profile, folder, ['pdf', 'html']);
    const read = files.map(async ({ path, format }) => ({
      name: basename(path),
      contentType: format === 'html' ? 'text/html' : 'application/pdf',
      content: await readFile(path),
    }));
    return { headlines, files: await Promise.all(read), firstPage: firstPage && Buffer.from(firstPage) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The weekly report as it is brought to a channel, a person, an address or a folder. */
export async function weeklyBulletin(
  { headlines, files, firstPage }: MadeWeekly,
  run: CompleteRun,
  profile: Profile,
  { brand, reportTitle: title }: Pick<Config, 'brand' | 'reportTitle'>,
  notes: readonly string[],
): Promise<Bulletin> {
  const provenance = provenanceOf(run, profile);
  const sentences = notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
  const attached = 'The whole report is attached as PDF.';
  const body = await renderMail({ brand, title, headlines, notes: sentences, attached, provenance });
  const names = files.filter(({ contentType }) => contentType === 'application/pdf').map(({ name }) => name); // Slack shows no HTML
  return {
    name: `weekly-report-${run.asOf}`,
    subject: `${title}, ${day(run.asOf)}`,
    ...body,
    files,
    message: reportMessage({ run, profile, headlines, files: names, where: 'in this thread', firstPage, notes }),
    eventType: 'herald_report',
  };
}
