import { z } from 'zod';
import { HeraldError } from '#pipeline';

/** The environment, complete: every default filled in. Nothing else reads `process.env`. */
export interface Environment {
  readonly databaseUrl: string;
  readonly browserPath: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly configPath: string | undefined;
  /** Port of the service: Slack's requests in HTTP mode, health and metrics always. */
  readonly port: number;
  readonly slack: SlackEnvironment;
  /** The mail server, with user and password where it wants them. */
  readonly smtpUrl: string | undefined;
}

/** What is known of Slack. What the service cannot do without is checked where it starts. */
export interface SlackEnvironment {
  readonly botToken: string | undefined;
  readonly signingSecret: string | undefined;
  /** Set: Socket Mode. */
  readonly appToken: string | undefined;
  /** Slack's own unless set. */
  readonly apiUrl: string | undefined;
}

/** The environment holds values that Herald cannot use. */
export class EnvironmentError extends HeraldError {
  readonly code = 'ENVIRONMENT';
}

export const DEFAULT_DATABASE_URL = 'sqlite:.herald/herald.db';
const DEFAULT_PORT = 3000;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** An empty variable counts as not set, as in `VAR= command`. */
const optional = <Value extends z.ZodType>(value: Value) =>
  z.preprocess((text) => (text === '' ? undefined : text), value.optional());

const schema = z.object({
  DATABASE_URL: optional(z.string().regex(/^(mysql:\/\/|sqlite:)/, 'must begin with mysql:// or sqlite:')),
  PUPPETEER_EXECUTABLE_PATH: optional(z.string()),
  LOG_LEVEL: optional(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)),
  HERALD_CONFIG: optional(z.string()),
  PORT: optional(z.coerce.number('must be a port number').int('must be a whole number').min(0).max(65_535)),
  SMTP_URL: optional(z.string().regex(/^smtps?:\/\/\S+$/, 'must begin with smtp:// or smtps://')),
  SLACK_BOT_TOKEN: optional(z.string().regex(/^xoxb-/, 'must begin with xoxb-')),
  SLACK_SIGNING_SECRET: optional(z.string().min(8, 'must be the signing secret of the app, at least 8 characters')),
  SLACK_APP_TOKEN: optional(z.string().regex(/^xapp-/, 'must begin with xapp-')),
  SLACK_API_URL: optional(z.url('must be an address such as https://slack.com/api/')),
});

/**
 * Reads the variables that Herald knows and reports all faults at once. Values are never shown: they may be secrets.
 *
 * @throws {EnvironmentError} naming each variable with what it must be
 */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = schema.safeParse(variables);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new EnvironmentError(`${faults.join('; ')}; correct it in the environment`);
  }
  const known = parsed.data;
  return {
    databaseUrl: known.DATABASE_URL ?? DEFAULT_DATABASE_URL,
    browserPath: known.PUPPETEER_EXECUTABLE_PATH,
    logLevel: known.LOG_LEVEL ?? 'info',
    configPath: known.HERALD_CONFIG,
    port: known.PORT ?? DEFAULT_PORT,
    slack: {
      botToken: known.SLACK_BOT_TOKEN,
      signingSecret: known.SLACK_SIGNING_SECRET,
      appToken: known.SLACK_APP_TOKEN,
      apiUrl: known.SLACK_API_URL,
    },
    smtpUrl: known.SMTP_URL,
  };
}
