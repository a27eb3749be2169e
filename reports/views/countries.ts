import { count, upperFirst } from '../format.ts';
import { breakdown } from './breakdown.ts';
import { colourOf, displayName } from './define.ts';

/** Sunburst of country → segment, weighted by users. */
export const countries = breakdown({
  name: 'countries',
  dimension: 'country',
  chart: ({ groups, users }, run) => ({
    mark: 'sunburst',
    title: `${upperFirst(users)} by country and segment`,
    description: `Sunburst, countries inside and their segments outside: ${groups.map((group) => `${group.value} ${count(group.users)}`).join(', ')}.`,
    format: { kind: 'count' },
    inner: groups.map(({ value, users: size, bySegment }) => ({
      label: value,
      value: size,
      outer: run.segments.map((segment, c) => ({ label: displayName(segment), value: bySegment[c]!, colour: colourOf(segment) })),
    })),
  }),
});
