import { count } from '../format.ts';
import { breakdown } from './breakdown.ts';
import { colourOf, displayName } from './define.ts';

/** Sunburst of country → segment, weighted by users. */
export const countries = breakdown({
  name: 'countries',
  dimension: 'country',
  chart: ({ groups }, run) => ({
    mark: 'sunburst',
    title: 'Users by country and segment',
    description: `Sunburst, countries inside and their segments outside: ${groups.map(({ value, users }) => `${value} ${count(users)}`).join(', ')}.`,
    format: { kind: 'count' },
    inner: groups.map(({ value, users, bySegment }) => ({
      label: value,
      value: users,
      outer: run.segments.map((segment, c) => ({ label: displayName(segment), value: bySegment[c]!, colour: colourOf(segment) })),
    })),
  }),
});
