import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { BUILT_IN_PROFILES, DEFAULT_PROFILE, HeraldError, type Profile, profileFaults } from '#pipeline';
import { type AccessRules, accessSchema, DENY_BY_DEFAULT, unknownColumns } from './access/rules.ts';
import { type AlertRules, alertRuleFaults, alertRulesSchema, DEFAULT_ALERT_RULES } from './alert-rules.ts';
import { configFault } from './config-faults.ts';
import { type Target, targetSchema } from './delivery/target.ts';
import { type Schedule, schedulesSchema } from './schedule/schedule.ts';

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
  /** What is watched, from which change on, and how surely. */
  readonly alerts?: Partial<AlertRules>;
  /** What happens by the clock: runs, reports, digests. */
  readonly schedules?: readonly Schedule[];
  readonly mail?: {
    /** Whom e-mails come from, such as `Herald <herald@example.com>`. */
    readonly from: string;
  };
  /** Who is told what needs a person: a Slack person or channel, or an address. Else it is in the log only. */
  readonly owner?: Target;
}

/** The configuration, complete. */
export interface Config {
  readonly brand: string;
  readonly reportTitle: string;
  /** By name; the default profile first. */
  readonly profiles: readonly [Profile, ...Profile[]];
  readonly sources: Readonly<Record<string, string>>;
  readonly access: AccessRules;
  readonly alerts: AlertRules;
  readonly schedules: readonly Schedule[];
  readonly mailFrom: string | undefined;
  readonly owner: Target | undefined;
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
  alerts: alertRulesSchema.optional(),
  schedules: schedulesSchema.optional(),
  mail: z.strictObject({ from: z.string().regex(/\S@\S/, 'must hold an address') }).optional(),
  owner: targetSchema.optional(),
});

/** What can be misspelt, wherever it stands. */
const SETTINGS = [
  ...Object.keys(schema.shape),
  'brand',
  'reportTitle',
  'from',
  'name',
  'cron',
  'timeZone',
  'deadlineMinutes',
  'does',
  'targets',
  'profile',
];

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
    const faults = parsed.error.issues.map((issue) => configFault(issue, SETTINGS));
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
    ...scheduleFaults(complete),
  ];
  const wrong = [...unsound, ...unknown, ...alertRuleFaults(complete.alerts, complete.profiles)];
  if (wrong.length > 0) throw new ConfigError(`${file}: ${wrong.join('; ')}`);
  return complete;
}

/** What a schedule needs and the rest of the configuration does not have. */
function scheduleFaults({ schedules, profiles, sources, mailFrom }: Config): readonly string[] {
  return schedules.flatMap(({ name, profile = profiles[0].name, does, targets = [] }) => [
    ...(profiles.some((known) => known.name === profile) ? [] : [`schedule ${name}: there is no profile ${profile}`]),
    ...(does === 'run' && sources[profile] === undefined ? [`schedule ${name}: sources names no files of ${profile}`] : []),
    ...(mailFrom === undefined && targets.some(({ kind }) => kind === 'mail')
      ? [`schedule ${name}: e-mail needs mail.from`]
      : []),
  ]);
}

function completed(config: HeraldConfig): Config {
  const { branding, profiles = [], sources = {}, access = {}, alerts = {}, schedules = [], mail, owner } = config;
  const others = Object.values(BUILT_IN_PROFILES).filter((profile) => profile !== DEFAULT_PROFILE);
  return {
    brand: branding?.brand ?? 'Herald',
    reportTitle: branding?.reportTitle ?? 'Weekly segment report',
    profiles: [DEFAULT_PROFILE, ...others, ...profiles],
    sources,
    access: { ...DENY_BY_DEFAULT, ...access },
    schedules,
    mailFrom: mail?.from,
    owner,
    alerts: { ...DEFAULT_ALERT_RULES, ...alerts },
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
