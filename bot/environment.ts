import { z } from 'zod';
import { HeraldError } from '#pipeline';

/** The environment, complete: every default filled in. Nothing else reads `process.env`. */
export interface Environment {
  readonly databaseUrl: string;
  readonly browserPath: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly configPath: string | undefined;
}

/** The environment holds values that Herald cannot use. */
export class EnvironmentError extends HeraldError {
  readonly code = 'ENVIRONMENT';
}

export const DEFAULT_DATABASE_URL = 'sqlite:.herald/herald.db';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** An empty variable counts as not set, as in `VAR= command`. */
const optional = <Value extends z.ZodType>(value: Value) =>
  z.preprocess((text) => (text === '' ? undefined : text), value.optional());

const schema = z.object({
  DATABASE_URL: optional(z.string().regex(/^(mysql:\/\/|sqlite:)/, 'must begin with mysql:// or sqlite:')),
  PUPPETEER_EXECUTABLE_PATH: optional(z.string()),
  LOG_LEVEL: optional(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)),
  HERALD_CONFIG: optional(z.string()),
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
  const { DATABASE_URL, PUPPETEER_EXECUTABLE_PATH, LOG_LEVEL, HERALD_CONFIG } = parsed.data;
  return {
    databaseUrl: DATABASE_URL ?? DEFAULT_DATABASE_URL,
    browserPath: PUPPETEER_EXECUTABLE_PATH,
    logLevel: LOG_LEVEL ?? 'info',
    configPath: HERALD_CONFIG,
  };
}
