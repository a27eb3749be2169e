import type { CompleteRun, CrashRate, Profile } from '#pipeline';
import type { HeatmapSpec } from '../charts/spec.ts';
import { count, interval, share } from '../format.ts';
import type { View } from '../views/view.ts';
import { sureness } from './crashes.ts';
import type { HourFindings } from './findings.ts';
import { sessionProvenance } from './provenance.ts';

/** When sessions happen, and when they crash. */
export function buildHotspots({ hours, hotHours, whole }: HourFindings, run: CompleteRun, profile: Profile): View {
  const busiest = hours[0];
  return {
    name: 'hotspots',
    title: 'Hours of the week',
    finding: `${busiest === undefined ? 'There are no sessions' : `Most sessions begin on ${momentOf(busiest)} (${count(busiest.sessions)}, ${share(busiest.sessions / whole.sessions)})`}; ${
      hotHours.length === 0
        ? 'in no hour do they crash more than chance explains.'
        : `they crash most on ${momentOf(hotHours[0]!)} (${share(hotHours[0]!.rate)}).`
    }`,
    table: {
      title: hotHours.length === 0 ? 'Busiest hours' : 'Hours with more crashes than chance explains',
      columns: [
        { key: 'hour', label: 'Hour, UTC' },
        { key: 'sessions', label: 'Sessions', format: { kind: 'count' } },
        { key: 'crashes', label: 'Crashes', format: { kind: 'count' } },
        { key: 'rate', label: 'Crash rate', format: { kind: 'share' } },
        { key: 'interval', label: '95% interval' },
        ...(hotHours.length === 0 ? [] : [{ key: 'sureness', label: 'How sure' }]),
      ],
      rows:
        hotHours.length === 0
          ? hours.slice(0, 5).map(figuresOf)
          : hotHours.map((one) => [...figuresOf(one), sureness(one.pValue)]),
    },
    charts: [
      heatmap('Sessions by weekday and hour', hours, ({ sessions }) => sessions, { kind: 'count' }),
      heatmap(
        'Crash rate by weekday and hour, %',
        hours,
        ({ sessions, rate }) => (sessions < LEAST_SESSIONS ? null : rate * 100),
        { kind: 'number', digits: 0 },
      ),
    ],
    details: [],
    notes: [`Hours with fewer than ${LEAST_SESSIONS} sessions have no crash rate.`],
    provenance: sessionProvenance(run, profile),
  };
}

const LEAST_SESSIONS = 20; // one crash more would be five points
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

function momentOf({ slice }: CrashRate): string {
  return `${slice.start_weekday} at ${slice.start_hour}`;
}

function figuresOf(one: CrashRate) {
  return [momentOf(one), one.sessions, one.crashes, one.rate, interval(one.interval, { kind: 'share' })] as const;
}

function heatmap(
  title: string,
  hours: readonly CrashRate[],
  value: (rate: CrashRate) => number | null,
  format: HeatmapSpec['format'],
): HeatmapSpec {
  const byHour = new Map(hours.map((one) => [`${one.slice.start_weekday} ${one.slice.start_hour}`, one]));
  return {
    mark: 'heatmap',
    title,
    description: `${title}: a cell for each of the 168 hours of a week, darker for more.`,
    format,
    rowLabel: '',
    columnLabel: 'Hour, UTC',
    rows: WEEKDAYS,
    columns: HOURS,
    values: WEEKDAYS.map((weekday) =>
      HOURS.map((hour) => {
        const found = byHour.get(`${weekday} ${hour}:00`);
        return found === undefined ? null : value(found);
      }),
    ),
  };
}
