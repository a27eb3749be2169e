import pino, { type Logger } from 'pino';
import { openStore, type Profile, type Store, type StoreOptions } from '#pipeline';
import { type Config, loadConfig } from './config.ts';
import { type Environment, parseEnvironment } from './environment.ts';
import { type Output, outputTo } from './terminal/output.ts';

/** What every command of the command line works with. */
export interface Session {
  readonly environment: Environment;
  readonly config: Config;
  readonly output: Output;
  readonly log: Logger;
  /** The variables as they are, for a process that is started. */
  readonly variables: NodeJS.ProcessEnv;
  /** Aborts on Ctrl-C. Commands that do not ask for it end at once, as programs do. */
  interruption(): AbortSignal;
  profile(name: string | undefined): Profile;
  /** Opens the store with its schema up to date; close it after use. */
  openStore(databaseUrl?: string, options?: StoreOptions): Promise<Store>;
}

/** @throws {EnvironmentError | ConfigError} before anything is done */
export async function openSession(json: boolean): Promise<Session> {
  const environment = parseEnvironment(process.env);
  const config = await loadConfig(environment.configPath);
  return {
    environment,
    config,
    output: outputTo(process.stdout, json),
    variables: process.env,
    log: pino({ level: environment.logLevel, redact: SECRETS }, pino.destination({ fd: 2, sync: true })),
    interruption,
    profile(name) {
      const profile = name === undefined ? config.profiles[0] : config.profiles.find((candidate) => candidate.name === name);
      if (profile === undefined)
        throw new UsageError(`there is no profile ${name}; known are ${config.profiles.map((known) => known.name).join(', ')}`);
      return profile;
    },
    async openStore(databaseUrl = environment.databaseUrl, options = {}) {
      const store = await openStore(databaseUrl, config.profiles, options);
      try {
        await store.migrate();
        return store;
      } catch (error) {
        await store.close();
        throw error;
      }
    },
  };
}

/** Where a token could stand in what is logged. */
const SECRETS = [
  'token',
  '*.token',
  '*.*.token',
  'headers.authorization',
  '*.headers.authorization',
  'err.config',
  'err.original.config',
];

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** The command line was used wrongly. */
export class UsageError extends Error {}
