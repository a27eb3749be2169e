import { REPORT_FORMATS, type ReportFormat, writeReport } from '#drawing';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { reportWithAlerts } from '../weekly-report.ts';
import { runOrCurrent } from './current-run.ts';

export interface ReportCommandOptions {
  readonly profile?: string;
  readonly out: string;
  readonly format: string;
  readonly run?: number;
}

/** `herald report` */
export async function report(session: Session, options: ReportCommandOptions): Promise<ExitCode> {
  const formats = options.format.split(',').map(parseFormat);
  const store = await session.openStore();
  try {
    const profile = session.profile(options.profile);
    const run = await runOrCurrent(store, profile, options.run);
    const { report: made } = await reportWithAlerts(store, run, profile, session.config, new Date());
    const { browserPath } = session.environment;
    const files = await writeReport(made, {
      outDir: options.out,
      formats,
      ...(browserPath !== undefined && { executablePath: browserPath }),
    });
    for (const { path, format, asked } of files) {
      session.output.text(`Wrote ${path}${format === asked ? '' : ` (${format}, because there is no browser for ${asked})`}`);
    }
    session.output.document({ runId: run.id, asOf: run.asOf, trust: run.trust.level, headlines: made.headlines, files });
    return EXIT.done;
  } finally {
    await store.close();
  }
}

function parseFormat(text: string): ReportFormat {
  const format = REPORT_FORMATS.find((candidate) => candidate === text.trim());
  if (format === undefined)
    throw new UsageError(`there is no format ${JSON.stringify(text)}; the formats are ${REPORT_FORMATS.join(', ')}`);
  return format;
}
