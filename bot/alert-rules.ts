import { z } from 'zod';
import { type AlertRule, alertRules, type Profile } from '#pipeline';
import type { AlertPolicy } from './alerts/lifecycle.ts';

/** How readily a rule believes what it sees. */
export type Sensitivity = 'low' | 'normal' | 'high';

/** What the configuration says about alerts, complete. */
export interface AlertRules {
  readonly sensitivity: Sensitivity;
  /** An alert is over below this part of the change that opened it, 0 to 1 … */
  readonly closeShare: number;
  /** … in so many runs in a row. */
  readonly closeAfterRuns: number;
  /** Messages that a target gets about single alerts in a week; what is more comes in one message a run. */
  readonly weeklyBudget: number;
  /** By name: changes to the rules of the profiles, and rules of one's own. */
  readonly rules: Readonly<Record<string, RuleSettings>>;
}

/** What is not given stays as the profile has it. */
export interface RuleSettings {
  readonly enabled?: boolean;
  /** The least change, in the unit of the figure: 0.05 is five points of a share. */
  readonly threshold?: number;
  /** The least change as a part of the expected level: 0.1 is a tenth. */
  readonly relative?: number;
  /** The change from which an alert is severe; twice the threshold unless given. */
  readonly severe?: number;
  readonly sensitivity?: Sensitivity;
  /** Users that a slice needs to be judged. */
  readonly minimumGroup?: number;
  /** For `late-run`: how often a run is to come. Without it no run is ever late. */
  readonly everyDays?: number;
  /** For a rule of one's own: what it warns of, … */
  readonly kind?: AlertRule['kind'];
  /** … the measure of the profile whose mean it watches, … */
  readonly measure?: string;
  /** … and whether a fall is news too. */
  readonly direction?: AlertRule['direction'];
}

export const DEFAULT_ALERT_RULES: AlertRules = {
  sensitivity: 'normal',
  closeShare: 0.5, // far enough below the opening level that a week's chance does not cross both
  closeAfterRuns: 2, // one calm week may be chance; two are an end
  weeklyBudget: 10, // more than one or two a day are not read
  rules: {},
};

/** Share of chance among what is believed; the middle one is the built-in rules' own. */
const FALSE_DISCOVERY_RATES: Readonly<Record<Sensitivity, number>> = { low: 0.0005, normal: 0.005, high: 0.02 };

const sensitivity = z.enum(['low', 'normal', 'high']);

export const alertRulesSchema = z.strictObject({
  sensitivity: sensitivity.optional(),
  closeShare: z.number().min(0).max(1).optional(),
  closeAfterRuns: z.number().int().min(1).max(12).optional(),
  weeklyBudget: z.number().int().min(0).max(1000).optional(),
  rules: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be lower-case words joined by hyphens'),
      z.strictObject({
        enabled: z.boolean().optional(),
        threshold: z.number().positive().optional(),
        relative: z.number().min(0).optional(),
        severe: z.number().positive().optional(),
        sensitivity: sensitivity.optional(),
        minimumGroup: z.number().int().min(20, 'must be at least 20: fewer users are a handful of people').optional(),
        everyDays: z.number().positive().max(366).optional(),
        kind: z.enum(['churn', 'crash', 'segments', 'quality']).optional(),
        measure: z.string().optional(),
        direction: z.enum(['up', 'either']).optional(),
      }),
    )
    .optional(),
});

/** The rules in force for a profile, most telling first. */
export function activeRules(profile: Profile, settings: AlertRules): readonly AlertRule[] {
  return allRules(profile, settings).filter(({ name }) => isEnabled(name, settings));
}

/** Those that are switched off too. */
export function allRules(profile: Profile, settings: AlertRules): readonly AlertRule[] {
  const builtIn = alertRules(profile.name);
  const own = Object.entries(settings.rules).flatMap(([name, own]) => ownRule(name, own, profile, builtIn) ?? []);
  return [...own, ...builtIn].map((rule) => changed(rule, settings.rules[rule.name] ?? {}, settings.sensitivity));
}

export function isEnabled(rule: string, { rules }: AlertRules): boolean {
  return rules[rule]?.enabled ?? true;
}

/** When an alert of one of these rules is over; undefined for any other rule. */
export function policies(
  rules: readonly AlertRule[],
  { closeShare, closeAfterRuns }: AlertRules,
): (rule: string) => AlertPolicy | undefined {
  const byName = new Map(rules.map((rule) => [rule.name, { rule, closeShare, closeAfterRuns }]));
  return (name) => byName.get(name);
}

/** Rules that watch nothing: a name that no profile has and no measure, or a measure that no profile has. */
export function alertRuleFaults(settings: AlertRules, profiles: readonly Profile[]): readonly string[] {
  return Object.entries(settings.rules).flatMap(([name, { measure, kind, everyDays, threshold }]) => {
    const at = `alerts.rules.${name}`;
    const builtIn = profiles.flatMap((profile) => alertRules(profile.name)).find((rule) => rule.name === name);
    if (builtIn !== undefined) {
      const redefined =
        measure !== undefined || kind !== undefined ? [`${at}: kind and measure of a built-in rule cannot change`] : [];
      const untimed =
        everyDays !== undefined && builtIn.figure.kind !== 'run delay' ? [`${at}: only late-run takes everyDays`] : [];
      return [...redefined, ...untimed];
    }
    if (measure === undefined || kind === undefined || threshold === undefined)
      return [`${at}: no built-in rule has this name; a rule of your own needs kind, measure and threshold`];
    const known = profiles.some((profile) => profile.measures.some((other) => other.name === measure));
    return known ? [] : [`${at}: no profile has a measure ${measure}`];
  });
}

function ownRule(
  name: string,
  { kind, measure, threshold, direction = 'up' }: RuleSettings,
  profile: Profile,
  builtIn: readonly AlertRule[],
): AlertRule | undefined {
  if (builtIn.some((rule) => rule.name === name)) return undefined;
  if (kind === undefined || measure === undefined || threshold === undefined) return undefined;
  if (!profile.measures.some((other) => other.name === measure)) return undefined; // it is about another profile
  return {
    name,
    kind,
    figure: { kind: 'measure', measure },
    direction,
    minimum: { absolute: threshold, relative: 0 },
    severe: 2 * threshold,
    minimumGroup: 30, // as the built-in rules
    falseDiscoveryRate: FALSE_DISCOVERY_RATES.normal,
  };
}

function changed(rule: AlertRule, own: RuleSettings, usual: Sensitivity): AlertRule {
  const { figure } = rule;
  const absolute = own.threshold ?? rule.minimum.absolute;
  const severe = own.severe ?? (own.threshold === undefined ? rule.severe : 2 * own.threshold);
  return {
    ...rule,
    direction: own.direction ?? rule.direction,
    minimum: { absolute, relative: own.relative ?? (own.threshold === undefined ? rule.minimum.relative : 0) },
    severe,
    minimumGroup: own.minimumGroup ?? rule.minimumGroup,
    falseDiscoveryRate: FALSE_DISCOVERY_RATES[own.sensitivity ?? usual],
    figure: figure.kind === 'run delay' ? { ...figure, everyDays: own.everyDays ?? figure.everyDays } : figure,
  };
}
