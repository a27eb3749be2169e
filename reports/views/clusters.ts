import { type CompleteRun, idColumn, type Model, type Profile, type Sample, type Store } from '#pipeline';
import { formatNumber, inSentence, list, type NumberFormat } from '../format.ts';
import { colourOf, define, displayName, provenanceOf } from './define.ts';
import { formatOf } from './kpis.ts';
import type { Table, View } from './view.ts';

interface ClustersData {
  readonly model: Model;
  readonly sample: Sample;
}

/** Users shown, spread over the segments; more columns would not fit a page. */
const EXAMPLES = 6;
/** Features in the chart: the ones that tell segments apart. */
const CHARTED = 8;

/** Centroids in original units, what sets each segment apart, and sample users. */
export const clusters = define<ClustersData>({
  name: 'clusters',
  async load(store: Store, run: CompleteRun) {
    const [model, sample] = await Promise.all([store.model(run.id), store.sample(run.id)]);
    return { model, sample };
  },
  build: buildClusters,
});

export function buildClusters({ model, sample }: ClustersData, run: CompleteRun, profile: Profile): View {
  const features = featuresApart(model, profile);
  const top = run.segments[0]!;
  return {
    name: 'clusters',
    title: 'What the segments are',
    finding: `${run.segments.length <= NAMED ? list(run.segments.map(displayName)) : `The ${run.segments.length} segments`} ${differences(features)}.`,
    table: {
      title: `Average ${profile.entity.one} of each segment`,
      columns: [
        { key: 'feature', label: 'Feature' },
        ...run.segments.map((segment) => ({
          key: segment.id,
          label: displayName(segment),
          format: { kind: 'number', digits: 2 } as const,
        })),
        { key: 'everyone', label: 'Everyone', format: { kind: 'number', digits: 2 } },
        { key: 'apart', label: 'Apart by (SD)', format: { kind: 'number', digits: 2 } },
      ],
      rows: features.map(({ label, own, everyone, apart }) => [label, ...own, everyone, apart]),
    },
    charts: [
      {
        mark: 'bar',
        direction: 'horizontal',
        title: 'What sets each segment apart',
        description: `Standard deviations from the average ${profile.entity.one} in the ${CHARTED} features that differ most between segments; ${features[0]!.label} differs most.`,
        format: { kind: 'number', digits: 2 },
        categoryLabel: 'Feature',
        valueLabel: `Standard deviations from the average ${profile.entity.one}`,
        categories: features.slice(0, CHARTED).map(({ label }) => label),
        series: run.segments.map((segment, c) => ({
          name: displayName(segment),
          colour: colourOf(segment),
          values: features.slice(0, CHARTED).map(({ z }) => z[c]!),
        })),
      },
    ],
    details: [distances(features, run, profile), examples(sample, run, profile)],
    notes: [
      `Averages are of cleaned values: missing ones imputed, outliers capped. Stored ${profile.entity.many} keep their raw values.`,
      `Segments are in the order of their engagement index; ${displayName(top)} come first.`,
    ],
    provenance: provenanceOf(run, profile),
  };
}

interface FeatureApart {
  readonly label: string;
  /** How a sentence names it and shows its averages. */
  readonly phrase: string;
  readonly format: NumberFormat;
  /** Centroids in original units, by segment. */
  readonly own: readonly number[];
  /** Centroids in standard deviations, by segment. */
  readonly z: readonly number[];
  readonly everyone: number;
  /** Largest difference between two segments, in standard deviations. */
  readonly apart: number;
}

/** All features, the ones that differ most between segments first. */
function featuresApart({ scaler, centroids }: Model, profile: Profile): FeatureApart[] {
  return scaler
    .map(({ feature, mean, deviation }, j): FeatureApart => {
      const z = centroids.map((centroid) => centroid[j]!);
      const label = profile.columns.find(({ name }) => name === feature)!.label;
      const measure = profile.measures.find(({ column, above }) => column === feature && above === undefined);
      return {
        label,
        phrase: inSentence(measure?.label ?? label),
        format: measure === undefined ? { kind: 'number', digits: 1 } : formatOf(measure),
        own: z.map((value) => value * deviation + mean),
        z,
        everyone: mean,
        apart: Math.max(...z) - Math.min(...z),
      };
    })
    .toSorted((a, b) => b.apart - a.apart);
}

/** Cohen's small effect: a feature apart by less is not worth a reader's time. */
const NOTABLE = 0.2;
const NAMED = 3;

function differences(features: readonly FeatureApart[]): string {
  const notable = features.filter(({ apart }) => apart >= NOTABLE);
  const named = notable.slice(0, NAMED).map(({ phrase, format, own }) => {
    const values = own.length === 2 ? own : [Math.min(...own), Math.max(...own)];
    return `${phrase} (${values.map((value) => formatNumber(value, format)).join(own.length === 2 ? ' against ' : ' to ')})`;
  });
  if (named.length === 0) return 'differ in no feature by a fifth of a standard deviation';
  return notable.length <= NAMED ? `differ only in ${list(named)}` : `differ most in ${list(named)}`;
}

/** The figures of the chart. */
function distances(features: readonly FeatureApart[], run: CompleteRun, { entity }: Profile): Table {
  return {
    title: `Standard deviations from the average ${entity.one}`,
    columns: [
      { key: 'feature', label: 'Feature' },
      ...run.segments.map((segment) => ({
        key: segment.id,
        label: displayName(segment),
        format: { kind: 'number', digits: 2 } as const,
      })),
    ],
    rows: features.slice(0, CHARTED).map(({ label, z }) => [label, ...z]),
  };
}

/** One column per user: 27 values read better downwards. */
function examples(sample: Sample, run: CompleteRun, profile: Profile): Table {
  const each = Math.max(1, Math.floor(EXAMPLES / run.segments.length));
  const shown = run.segments.flatMap(({ name }) => sample.filter(({ segment }) => segment === name).slice(0, each));
  const fields = [...profile.columns, { name: 'cluster', label: 'Cluster' }, { name: 'segment', label: 'Segment' }];
  const id = idColumn(profile);
  return {
    title: `Sample ${profile.entity.many}, stored values`,
    singles: true,
    columns: [
      { key: 'column', label: id.label },
      ...shown.map(({ row }) => ({ key: String(row[id.name]), label: String(row[id.name]) })),
    ],
    rows: fields
      .filter(({ name }) => name !== id.name)
      .map(({ name, label }) => [label, ...shown.map(({ row }) => text(row[name] ?? null))]),
  };
}

function text(value: string | number | null): string | null {
  return value === null ? null : String(value);
}
