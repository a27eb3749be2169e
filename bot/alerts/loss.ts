import { EXPECTED_LOSS, featureLabel, isWithin, type Profile, type Slice, type Snapshot, sliceKey, Z95 } from '#pipeline';
import { count, list, span } from '#reports';
import type { ChangeEvidence, Loss, LossDriver } from './alert.ts';
import { sliceInWords } from './words.ts';

/**
 * @param usualShare the share that earlier runs let one expect, 0 to 1
 * @returns undefined where the figure is another, or no run has it
 */
export function lossIn(
  { measure, slice }: { readonly measure: string; readonly slice: Slice },
  usualShare: number,
  { series, atRisk }: Snapshot,
  profile: Profile,
): Loss | undefined {
  const own = measure === EXPECTED_LOSS ? series.find((other) => other.measure === EXPECTED_LOSS) : undefined;
  const moments = own?.readings.get(sliceKey(slice))?.moments;
  if (own?.model == null || moments === undefined || profile.lapse === undefined) return undefined;
  const { count: users, sum: expected, sumOfSquares } = moments;
  const margin = Z95 * Math.sqrt(expected - sumOfSquares); // the variance of a user who leaves with probability p is p − p²
  return {
    users,
    expected,
    usual: usualShare * users,
    interval: { low: Math.max(0, expected - margin), high: Math.min(users, expected + margin) },
    withinDays: profile.lapse.withinDays,
    modelVersion: own.model,
    drivers: driversOf(
      atRisk.filter((user) => isWithin(user.slice, slice)),
      Math.round(expected),
    ),
  };
}

const MOST_DRIVERS = 3;
const LEAST_SHARE = 0.2; // what raises fewer of them explains little

function driversOf(atRisk: Snapshot['atRisk'], expected: number): readonly LossDriver[] {
  const looked = atRisk.slice(0, expected).filter(({ drivers }) => drivers.length > 0);
  const raised = looked.flatMap(({ drivers }) =>
    drivers.filter(({ effect }) => effect === 'raises').map(({ feature }) => feature),
  );
  return [...Map.groupBy(raised, (feature) => feature)]
    .map(([feature, users]) => ({ feature, share: users.length / looked.length }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .toSorted((a, b) => b.share - a.share || (a.feature < b.feature ? -1 : 1))
    .slice(0, MOST_DRIVERS);
}

/** @example "About 31 of 164 Power Users with country UK are expected to leave within four weeks, 12 more than usual" */
export function lossInWords(
  { expected, users, usual, withinDays }: Loss,
  subject: string,
  slice: Slice,
  profile: Profile,
): string {
  const more = Math.round(expected) - Math.round(usual);
  return `About ${count(Math.round(expected))} of ${count(users)} ${membersInWords(subject, slice, profile)} are expected to leave within ${span(withinDays)}, ${count(more)} more than usual`;
}

/** @example "31 by model 2, by chance alone 21 to 41 (95% interval); 19 would be usual" */
function expectationInWords({ expected, interval, usual, modelVersion }: Loss): string {
  const [about, low, high, before] = [expected, interval.low, interval.high, usual].map((users) => count(Math.round(users)));
  return `${about} by model ${modelVersion}, by chance alone ${low} to ${high} (95% interval); ${before} would be usual`;
}

/** @example membersInWords('Power Users', { country: 'UK' }, profile) // "Power Users with country UK" */
export function membersInWords(subject: string, slice: Slice, profile: Profile): string {
  return Object.keys(slice).length === 0 ? subject : sliceInWords(slice, { ...profile, entity: { one: subject, many: subject } });
}

/** What there is to say of an expected loss beside other changes: each line with its label. */
export function lossLines({ loss }: ChangeEvidence, profile: Profile): readonly (readonly [string, string])[] {
  if (loss === undefined) return [];
  const drivers = driversInWords(loss, profile);
  return [['How many', expectationInWords(loss)], ...(drivers === undefined ? [] : [['Why', drivers] as const])];
}

function driversInWords({ drivers }: Loss, profile: Profile): string | undefined {
  if (drivers.length === 0) return undefined;
  return `the risk of those most likely to leave is raised most often by ${list(drivers.map(({ feature }) => featureLabel(feature, profile)))}`;
}
