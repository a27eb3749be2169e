import { type Session, UsageError } from '../session.ts';
import { slackManifest } from '../slack/manifest.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';

export interface ManifestOptions {
  /** Public address of the service; without it the manifest is for Socket Mode. */
  readonly url?: string;
}

/** `herald manifest`: the Slack app manifest, as JSON. */
export async function manifest({ config }: Session, { url }: ManifestOptions): Promise<ExitCode> {
  if (url !== undefined && !/^https:\/\/[^\s/]+/.test(url)) throw new UsageError(`--url must begin with https://, got ${url}`);
  const mode = url === undefined ? ({ kind: 'socket' } as const) : ({ kind: 'http', url: withPath(url) } as const);
  process.stdout.write(`${JSON.stringify(slackManifest(config, config.profiles[0], mode), null, 2)}\n`);
  return EXIT.done;
}

function withPath(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname === '/' ? '/slack/events' : pathname}`;
}
