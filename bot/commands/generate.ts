import { type TelemetryOptions, writeTelemetry } from '#pipeline';
import { count } from '#reports';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';

/** `herald generate` */
export async function generate(session: Session, options: TelemetryOptions, outDir: string): Promise<ExitCode> {
  const written = await writeTelemetry(options, outDir);
  const { files, incidentsFile, truthFile } = written;
  session.output.text(
    [
      `Wrote ${files.length} weekly snapshots of about ${count(options.users)} users:`,
      ...files.map((file) => `  ${file}`),
      `What was planted is in ${incidentsFile}, who is who in ${truthFile}.`,
      'Run them in order, one at a time: herald run FILE',
    ].join('\n'),
  );
  session.output.document({ ...options, ...written });
  return EXIT.done;
}
