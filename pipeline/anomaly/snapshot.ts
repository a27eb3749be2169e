import { measureOf, type Profile } from '../domain/profile.ts';
import { type Cell, type CompleteRun, type Movement, type Sample, USERS } from '../domain/run.ts';
import type { AtRisk, RunForecast } from '../predict/prediction.ts';
import { countedByMeasure, missingReadings } from './missing.ts';
import { overSegments, type Readings, sharesOf, wholeShare } from './readings.ts';
import type { AlertRule } from './rules.ts';

/** One run as the detector sees it: the watched figures in every slice. */
export interface Snapshot {
  readonly run: CompleteRun;
  readonly rules: readonly AlertRule[];
  readonly series: readonly Series[];
  /** By feature: the values of the run's sample, rising. Empty where drift is not watched. */
  readonly samples: ReadonlyMap<string, Float64Array>;
  /** Users of the best segment, the most likely to lapse first; empty where nobody foresees it, and for earlier runs. */
  readonly atRisk: readonly AtRisk[];
}

/** One figure in every slice of one run. */
export interface Series {
  readonly rule: AlertRule;
  /** Name of the measure, or `segment_share`, `downgrade_share`, `expected_loss_share`, `missing_share`, `rejected_share`. */
  readonly measure: string;
  /** The segment or column that a share is about; null for measures over everybody. */
  readonly subject: string | null;
  /** Version of the model that the figures come of, null for what is counted: figures of two models do not compare. */
  readonly model: number | null;
  readonly readings: Readings;
}

/** What a snapshot is made of. */
export interface SnapshotContents {
  /** Cells of `watchedMeasures` over the whole, all one- and two-dimensional slices. */
  readonly cells: readonly Cell[];
  /** From the run before; undefined for the first run. */
  readonly movements: readonly Movement[] | undefined;
  /** Empty where drift is not watched. */
  readonly sample: Sample;
  /** Undefined where no model foresaw its users, or nobody watches what it foresees. */
  readonly forecast?: RunForecast | undefined;
  /** Users of the best segment, the most likely to lapse first; only of the run that the store has the predictions of. */
  readonly atRisk?: readonly AtRisk[];
}

/** The measures whose cells a snapshot needs. */
export function watchedMeasures(profile: Profile, rules: readonly AlertRule[]): readonly string[] {
  const names = rules.flatMap(({ figure }) => {
    if ('measure' in figure) return [measureOf(profile, figure.measure).name];
    return figure.kind === 'missing share' ? countedByMeasure(profile).map(({ measure }) => measure) : [];
  });
  return [...new Set([USERS, ...names])];
}

export function snapshotOf(
  run: CompleteRun,
  { cells, movements, sample, forecast, atRisk = [] }: SnapshotContents,
  profile: Profile,
  rules: readonly AlertRule[],
): Snapshot {
  const byMeasure = Map.groupBy(watchedCells(cells, profile), ({ measure }) => measure);
  const cellsOf = (measure: string) => byMeasure.get(measure) ?? [];
  const inSegment = (measure: string, name: string) => overSegments(cellsOf(measure).filter(({ segment }) => segment === name));
  const users = overSegments(cellsOf(USERS));
  const best = run.segments[0]!.name;
  const series = rules.flatMap((rule): Series[] => {
    const { figure } = rule;
    const counted = { rule, model: null };
    switch (figure.kind) {
      case 'measure':
        return [{ ...counted, measure: figure.measure, subject: null, readings: overSegments(cellsOf(figure.measure)) }];
      case 'measure in the best segment':
        return [{ ...counted, measure: figure.measure, subject: best, readings: inSegment(figure.measure, best) }];
      case 'expected loss':
        return forecast === undefined ? [] : [expectedLoss(rule, best, forecast)];
      case 'segment share':
        return run.segments.map(({ name }) => {
          const own = inSegment(USERS, name);
          const readings = sharesOf(users, (key) => own.get(key)?.moments.count ?? 0);
          return { ...counted, measure: 'segment_share', subject: name, readings };
        });
      case 'missing share': {
        const columns = missingReadings(profile, run, users, (measure) => overSegments(cellsOf(measure)));
        return columns.map(({ column, readings }) => ({ ...counted, measure: 'missing_share', subject: column, readings }));
      }
      case 'rejected share':
        return [
          { ...counted, measure: 'rejected_share', subject: null, readings: wholeShare(run.rejected, run.rows + run.rejected) },
        ];
      case 'downgrade share':
        return movements === undefined ? [] : [downgrades(rule, run, movements)];
      case 'trust level':
      case 'feature drift':
      case 'run delay':
        return [];
      default:
        return figure satisfies never;
    }
  });
  return { run, rules, series: series.filter(({ readings }) => readings.size > 0), samples: samplesOf(profile, sample), atRisk };
}

function watchedCells(cells: readonly Cell[], { dimensions }: Profile): readonly Cell[] {
  const unwatched = dimensions.filter((dimension) => dimension.kind === 'category' && dimension.watched === false);
  return unwatched.length === 0 ? cells : cells.filter(({ slice }) => !unwatched.some(({ name }) => name in slice));
}

function downgrades(rule: AlertRule, run: CompleteRun, movements: readonly Movement[]): Series {
  const [best, last] = [run.segments[0]!.name, run.segments.at(-1)!.name];
  const stayed = movements.filter(({ from, to }) => from === best && to !== null);
  const total = stayed.reduce((sum, { users }) => sum + users, 0);
  const fallen = stayed.find(({ to }) => to === last)?.users ?? 0;
  return {
    rule,
    measure: 'downgrade_share',
    subject: best,
    model: null,
    readings: wholeShare(best === last ? 0 : fallen, total),
  };
}

/** The mean probability is the share that is expected to lapse. */
function expectedLoss(rule: AlertRule, best: string, { cells, modelVersion }: RunForecast): Series {
  const readings = overSegments(cells.filter(({ segment }) => segment === best));
  return { rule, measure: EXPECTED_LOSS, subject: best, model: modelVersion, readings };
}

/** The measure of what a model foresees of the best segment. */
export const EXPECTED_LOSS = 'expected_loss_share';

function samplesOf({ features }: Profile, sample: Sample): Snapshot['samples'] {
  if (sample.length === 0) return new Map();
  const valuesOf = (feature: string) => sample.flatMap(({ row }) => (typeof row[feature] === 'number' ? [row[feature]] : []));
  return new Map(features.map((feature) => [feature, Float64Array.from(valuesOf(feature)).sort()]));
}
