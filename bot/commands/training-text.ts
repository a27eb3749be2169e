import { errorByChance, METRICS, type Succession, type TrainedModel } from '#pipeline';
import type { Table } from '#reports';
import { EXIT, type ExitCode } from '../terminal/output.ts';

/** Every learner that was tried, the best first. */
export function leaderboardTable({ metric, leaderboard }: TrainedModel): Table {
  return {
    title: 'Leaderboard',
    columns: [
      { key: 'learner', label: 'Learner' },
      { key: 'score', label: METRICS[metric].title, format: FOUR_DIGITS },
      { key: 'interval', label: '95 % interval' },
    ],
    rows: leaderboard.map(({ name, value, interval }) => [name, value, span(interval)]),
  };
}

/** How good a model is on what it has not seen. */
export function metricsTable({ metrics, promises }: TrainedModel): Table {
  return {
    title: 'On held-out users',
    columns: [
      { key: 'metric', label: 'On held-out users' },
      { key: 'value', label: 'Value', format: FOUR_DIGITS },
      { key: 'interval', label: '95 % interval' },
    ],
    rows: [
      ...metrics.map(({ metric, value, interval }) => [METRICS[metric].title, value, span(interval)]),
      ...(promises === null ? [] : [['calibration error', promises.error, `by chance ${four(errorByChance(promises.bins))}`]]),
    ],
  };
}

/** Whether the new model was stored, and why. */
export function verdict({ version }: TrainedModel, replacement: Succession, oldVersion: number | undefined): string {
  if (replacement.replace) {
    return oldVersion === undefined
      ? `Stored as model ${version}.`
      : `Stored as model ${version}, in place of model ${oldVersion}: ${replacement.reason}.`;
  }
  if (oldVersion === undefined) return `Not stored: ${replacement.reason}.`;
  return replacement.sameAsOld
    ? `Model ${oldVersion} stays: ${replacement.reason}.`
    : `Not stored, model ${oldVersion} stays in use: ${replacement.reason}.`;
}

/** Whether there is a model to go by now. */
export function outcomeOf({ replace }: Succession, oldVersion: number | undefined): ExitCode {
  return replace || oldVersion !== undefined ? EXIT.done : EXIT.no;
}

/** What the JSON document of a training says of its model. */
export function modelFields(model: TrainedModel, replacement: Succession, oldVersion: number | undefined): object {
  const { fitted: _, ...about } = model;
  return {
    profile: model.profile,
    target: model.target,
    stored: replacement.replace,
    modelVersion: replacement.replace ? model.version : (oldVersion ?? null),
    replacement,
    calibrationError: model.promises?.error ?? null,
    calibrationErrorByChance: model.promises === null ? null : errorByChance(model.promises.bins),
    model: about,
  };
}

const FOUR_DIGITS = { kind: 'number', digits: 4 } as const;

export function four(value: number): string {
  return value.toFixed(4);
}

export function span(interval: { readonly low: number; readonly high: number } | null): string {
  return interval === null ? '–' : `${four(interval.low)} to ${four(interval.high)}`;
}
