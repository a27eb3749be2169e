import { type CompleteRun, measureOf, type Profile, type TrustLevel } from '#pipeline';
import { counted, decimal, interval, share } from '../format.ts';
import type { TrustSection } from '../report.ts';
import { displayNames } from '../views/define.ts';

const VERDICTS: Readonly<Record<TrustLevel, string>> = {
  strong: 'Strong: the segments are real, stable and worth acting on.',
  fair: 'Fair: the segments are real; check with a second figure before costly action.',
  weak: 'Weak: do not act on these segments; another sample could draw them differently.',
};

/** How far the segments of a run can be believed, and by what evidence. */
export function trustOf(run: CompleteRun, profile: Profile): TrustSection {
  const { trust } = run;
  const shown = displayNames(run);
  const { separation, stability, dominance, effects } = trust;
  const labelOf = (name: string) => profile.columns.find((column) => column.name === name)?.label ?? name;
  const basis = separation.silhouetteInterval
    ? `samples, ${interval(separation.silhouetteInterval, { kind: 'number', digits: 3 })}`
    : `all pairs of ${counted(separation.silhouetteUsers, profile.entity)}`;
  return {
    trust,
    verdict: VERDICTS[trust.level],
    measures: {
      title: 'Evidence',
      columns: [
        { key: 'measure', label: 'Measure' },
        { key: 'value', label: 'Value' },
        { key: 'meaning', label: 'How to read it' },
      ],
      rows: [
        ['Silhouette', decimal(separation.silhouette, 3), `strong from 0.25, weak below 0.10; of ${basis}`],
        [
          'Stability (adjusted Rand index)',
          decimal(stability.medianRandIndex, 3),
          `1 is the same segments, 0 chance; median of ${stability.refits} refits`,
        ],
        [
          'Strongest feature’s share',
          share(dominance.share),
          `${labelOf(dominance.feature)}; above 60% it is a split by one feature`,
        ],
        ['Davies–Bouldin index', decimal(separation.daviesBouldin, 3), 'spread within against distance between; lower is better'],
        [
          'Calinski–Harabasz index',
          decimal(separation.calinskiHarabasz, 1),
          'variance between against variance within; higher is better',
        ],
      ],
    },
    effects: {
      title: 'How much the segments differ',
      columns: [
        { key: 'measure', label: 'Measure' },
        { key: 'segments', label: 'Segments' },
        { key: 'd', label: 'Cohen’s d', format: { kind: 'number', digits: 2 } },
        { key: 'interval', label: '95% interval' },
      ],
      rows: effects.map(({ measure, segments, d, interval: range }) => [
        measureOf(profile, measure).label,
        segments.map(shown).join(' against '),
        d,
        interval(range, { kind: 'number', digits: 2 }),
      ]),
    },
  };
}
