import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { BUILT_IN_PROFILES, DEFAULT_PROFILE, HeraldError, type Profile, profileFaults } from '#pipeline';

/** What `herald.config.ts` may say; everything has a default. */
export interface HeraldConfig {
  readonly branding?: {
    /** Name in the header of reports. */
    readonly brand?: string;
    readonly reportTitle?: string;
  };
  /** Datasets beside the built-in ones. */
  readonly profiles?: readonly Profile[];
}

/** The configuration, complete. */
export interface Config {
  readonly brand: string;
  readonly reportTitle: string;
  /** By name; the default profile first. */
  readonly profiles: readonly [Profile, ...Profile[]];
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
});

/**
 * Loads the configuration from `path`, else from `herald.config.ts` in the working directory, else the defaults.
 *
 * @throws {ConfigError} with every fault at once
 */
export async function loadConfig(path: string | undefined): Promise<Config> {
  const file = resolve(path ?? CONFIG_FILE);
  if (path === undefined && !(await exists(file))) return complete({});
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
  if (unsound.length > 0) throw new ConfigError(`${file}: ${unsound.join('; ')}`);
  return complete(config);
}

function complete({ branding, profiles = [] }: HeraldConfig): Config {
  const others = Object.values(BUILT_IN_PROFILES).filter((profile) => profile !== DEFAULT_PROFILE);
  return {
    brand: branding?.brand ?? 'Herald',
    reportTitle: branding?.reportTitle ?? 'Weekly segment report',
    profiles: [DEFAULT_PROFILE, ...others, ...profiles],
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
