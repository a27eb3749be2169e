import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { BUILT_IN_PROFILES, DEFAULT_PROFILE, HeraldError, type Profile, profileFaults } from '#pipeline';
import { type AccessRules, accessSchema, DENY_BY_DEFAULT, unknownColumns } from './access/rules.ts';

/** What `herald.config.ts` may say; everything has a default. */
export interface HeraldConfig {
  readonly branding?: {
    /** Name in the header of reports. */
    readonly brand?: string;
    readonly reportTitle?: string;
  };
  /** Datasets beside the built-in ones. */
  readonly profiles?: readonly Profile[];
  /** By profile: the files of the next run, as paths or patterns; `/segments run` reads the newest that match. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Who may see single users; nobody unless named here. */
  readonly access?: Partial<AccessRules>;
}

/** The configuration, complete. */
export interface Config {
  readonly brand: string;
  readonly reportTitle: string;
  /** By name; the default profile first. */
  readonly profiles: readonly [Profile, ...Profile[]];
  readonly sources: Readonly<Record<string, string>>;
  readonly access: AccessRules;
}

/** `herald.config.ts` cannot be loaded or says something Herald cannot use. */
export class ConfigError extends HeraldError {
  readonly code = 'CONFIG';
}

/** Types the configuration in the editor; returns it as it is. */
export function defineConfig(config: HeraldConfig): HeraldConfig {
  return config;
}

const CONFIG_FILE = 'herald.config.ts';

const schema = z.strictObject({
  branding: z
    .strictObject({ brand: z.string().min(1).max(60).optional(), reportTitle: z.string().min(1).max(120).optional() })
    .optional(),
  profiles: z
    .array(z.custom<Profile>((value) => typeof value === 'object' && value !== null && 'columns' in value, 'is no profile'))
    .optional(),
  sources: z.record(z.string(), z.string().min(1)).optional(),
  access: accessSchema.optional(),
});

/**
 * Loads the configuration from `path`, else from `herald.config.ts` in the working directory, else the defaults.
 *
 * @throws {ConfigError} with every fault at once
 */
export async function loadConfig(path: string | undefined): Promise<Config> {
  const file = resolve(path ?? CONFIG_FILE);
  if (path === undefined && !(await exists(file))) return completed({});
  const loaded: { readonly default?: unknown } = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw new ConfigError(`cannot load ${file}: ${(cause as Error).message}; check HERALD_CONFIG and the file`, { cause });
  });
  const parsed = schema.safeParse(loaded.default);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      ({ path: place, message }) => `${place.join('.') || 'the default export'}: ${message}`,
    );
    throw new ConfigError(`${file}: ${faults.join('; ')}; see defineConfig for what it may hold`);
  }
  const config = parsed.data as HeraldConfig;
  const unsound = (config.profiles ?? []).flatMap((profile) =>
    profileFaults(profile).map((fault) => `profile ${profile.name}: ${fault}`),
  );
  const complete = completed(config);
  const unknown = [
    ...unknownColumns(complete.access, complete.profiles).map((column) => `access.masked: no profile has a column ${column}`),
    ...Object.keys(complete.sources)
      .filter((name) => !complete.profiles.some((profile) => profile.name === name))
      .map((name) => `sources: there is no profile ${name}`),
  ];
  const wrong = [...unsound, ...unknown];
  if (wrong.length > 0) throw new ConfigError(`${file}: ${wrong.join('; ')}`);
  return complete;
}

function completed({ branding, profiles = [], sources = {}, access = {} }: HeraldConfig): Config {
  const others = Object.values(BUILT_IN_PROFILES).filter((profile) => profile !== DEFAULT_PROFILE);
  return {
    brand: branding?.brand ?? 'Herald',
    reportTitle: branding?.reportTitle ?? 'Weekly segment report',
    profiles: [DEFAULT_PROFILE, ...others, ...profiles],
    sources,
    access: { ...DENY_BY_DEFAULT, ...access },
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
