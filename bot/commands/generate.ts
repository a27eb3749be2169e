import { DEFAULT_PROFILE, type TelemetryOptions, type WrittenTelemetry, writeSessions, writeTelemetry } from '#pipeline';
import { count } from '#reports';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';

/** `herald generate` */
export async function generate(
  session: Session,
  options: TelemetryOptions,
  outDir: string,
  profile: string = DEFAULT_PROFILE.name,
): Promise<ExitCode> {
  const write = WRITERS[profile];
  if (write === undefined) {
    throw new UsageError(`sample telemetry is made of ${Object.keys(WRITERS).join(' and ')}, not of ${profile}; choose one`);
  }
  const written = await write(options, outDir);
  const { files, incidentsFile, truthFile } = written;
  const what =
    profile === DEFAULT_PROFILE.name ? `of about ${count(options.users)} users` : `of sessions of ${count(options.users)} users`;
  session.output.text(
    [
      `Wrote ${files.length} weekly snapshots ${what}:`,
      ...files.map((file) => `  ${file}`),
      `What was planted is in ${incidentsFile}, ${profile === DEFAULT_PROFILE.name ? 'who is who' : 'what is what'} in ${truthFile}.`,
      `Run them in order, one at a time: herald run FILE${profile === DEFAULT_PROFILE.name ? '' : ` --profile ${profile}`}`,
    ].join('\n'),
  );
  session.output.document({ ...options, ...written });
  return EXIT.done;
}

const WRITERS: Readonly<Record<string, (options: TelemetryOptions, outDir: string) => Promise<WrittenTelemetry>>> = {
  'app-behavior': writeTelemetry,
  'app-sessions': writeSessions,
};
