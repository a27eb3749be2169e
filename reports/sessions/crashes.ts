import { type CompleteRun, type CrashProne, type CrashRate, dimensionOf, type Profile } from '#pipeline';
import type { BarSpec } from '../charts/spec.ts';
import { count, inSentence, interval, list, share } from '../format.ts';
import type { Table, View } from '../views/view.ts';
import { CRASH_DIMENSIONS, type CrashDimension, type CrashFindings } from './findings.ts';
import { sessionProvenance } from './provenance.ts';

/** Crash rates with their intervals, and the versions that crash more than chance explains. */
export function buildCrashes(findings: CrashFindings, run: CompleteRun, profile: Profile): View {
  const { whole, prone, by } = findings;
  return {
    name: 'crashes',
    title: 'Crashes',
    finding: findingOf(whole, prone),
    table: proneTable(prone),
    charts: [rateBars('app_version', by.app_version, prone, profile), rateBars('os_version', by.os_version, prone, profile)],
    details: CRASH_DIMENSIONS.map((dimension) => rateTable(dimension, by[dimension], profile)),
    notes: [
      'Intervals are 95% score intervals: so far the true rate may lie from the one seen. A version is set apart when it crashes more than half as often again as the others, and no more than one in a hundred such findings is expected to be chance.',
    ],
    provenance: sessionProvenance(run, profile),
  };
}

/** "2.1 on Android 13" */
export function nameOf({ slice }: Pick<CrashRate, 'slice'>): string {
  return `${slice.app_version} on ${slice.os_version}`;
}

/** How sure a finding is, in words. */
export function sureness(pValue: number): string {
  if (pValue < 0.0001) return 'chance explains it less than once in 10,000 times';
  return `chance explains it once in ${count(Math.round(1 / pValue))} times`;
}

function findingOf({ sessions, crashes, rate, interval: range }: CrashRate, prone: readonly CrashProne[]): string {
  const all = `${count(crashes)} of ${count(sessions)} sessions crashed, ${share(rate)} (${interval(range, SHARE)})`;
  if (prone.length === 0) return `${all}; no version stands out on any system.`;
  const worst = prone.map((one) => `${nameOf(one)} (${share(one.rate)})`);
  return `${all}; ${list(worst)} ${prone.length === 1 ? 'crashes' : 'crash'} far more often than the usual ${share(prone[0]!.usualRate)}.`;
}

const SHARE = { kind: 'share' } as const;
const COUNT = { kind: 'count' } as const;

function proneTable(prone: readonly CrashProne[]): Table {
  return {
    title: 'Versions that crash more than the others',
    columns: [
      { key: 'slice', label: 'Version and system' },
      { key: 'sessions', label: 'Sessions', format: COUNT },
      { key: 'crashes', label: 'Crashes', format: COUNT },
      { key: 'rate', label: 'Crash rate', format: SHARE },
      { key: 'interval', label: '95% interval' },
      { key: 'usual', label: 'Usual rate', format: SHARE },
      { key: 'sureness', label: 'How sure' },
    ],
    rows: prone.map((one) => [
      nameOf(one),
      one.sessions,
      one.crashes,
      one.rate,
      interval(one.interval, SHARE),
      one.usualRate,
      sureness(one.pValue),
    ]),
  };
}

function rateTable(dimension: CrashDimension, rates: readonly CrashRate[], profile: Profile): Table {
  const { label } = dimensionOf(profile, dimension);
  return {
    title: `Crash rate by ${inSentence(label)}`,
    columns: [
      { key: dimension, label },
      { key: 'sessions', label: 'Sessions', format: COUNT },
      { key: 'crashes', label: 'Crashes', format: COUNT },
      { key: 'rate', label: 'Crash rate', format: SHARE },
      { key: 'interval', label: '95% interval' },
    ],
    rows: rates.map(({ slice, sessions, crashes, rate, interval: range }) => [
      slice[dimension]!,
      sessions,
      crashes,
      rate,
      interval(range, SHARE),
    ]),
  };
}

/** Values in which something stands out are in the accent. */
function rateBars(
  dimension: CrashDimension,
  rates: readonly CrashRate[],
  prone: readonly CrashProne[],
  profile: Profile,
): BarSpec {
  const { label } = dimensionOf(profile, dimension);
  const ordered = rates.toSorted((a, b) => (a.slice[dimension]! < b.slice[dimension]! ? -1 : 1));
  const standsOut = new Set(prone.map(({ slice }) => slice[dimension]));
  return {
    mark: 'bar',
    direction: 'vertical',
    title: `Crash rate by ${inSentence(label)}`,
    description: `Bars of crash rates with 95% intervals: ${ordered.map(({ slice, rate }) => `${slice[dimension]} ${share(rate)}`).join(', ')}.`,
    format: SHARE,
    categoryLabel: label,
    valueLabel: 'Sessions that crashed',
    categories: ordered.map(({ slice }) => slice[dimension]!),
    series: [
      {
        name: 'Crash rate',
        colour: { neutral: 1 },
        colours: ordered.map(({ slice }) => (standsOut.has(slice[dimension]) ? { accent: 2 } : { neutral: 1 })),
        values: ordered.map(({ rate }) => rate),
        intervals: ordered.map((one) => one.interval),
      },
    ],
  };
}
