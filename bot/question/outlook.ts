import {
  CHURN_OUTLOOK,
  type CompleteRun,
  type Dimension,
  type Filter,
  LAPSE,
  LAPSE_PROBABILITY,
  type Measure,
  NoModelError,
  type NumberColumn,
  OUTLOOKS,
  type Profile,
  type Store,
} from '#pipeline';
import { day, share, span } from '#reports';
import { isExpectedNumber } from './expected.ts';
import { plainMeasure } from './measures.ts';
import { phrases } from './phrases.ts';
import { groupingsOf, measuresOutlook, type Query } from './query.ts';
import { partOf } from './requests.ts';

const DIMENSION: Dimension = {
  kind: 'category',
  name: CHURN_OUTLOOK,
  label: 'Churn outlook',
  plural: 'churn outlooks',
  column: CHURN_OUTLOOK,
  synonyms: ['churn forecast', 'churn prediction'],
};

/** As the given score, 0 to 1. */
const MEASURE: Measure = {
  name: LAPSE_PROBABILITY,
  label: 'Predicted churn',
  column: LAPSE_PROBABILITY,
  unit: '',
  digits: 2,
  better: 'low',
  synonyms: ['predicted churn risk', 'predicted churn probability', 'predicted probability of churn', 'predicted probability'],
};

const COLUMN: NumberColumn = {
  kind: 'number',
  name: LAPSE_PROBABILITY,
  label: MEASURE.label,
  integer: false,
  minimum: 0,
  maximum: 1,
  missing: 'keep',
};

/** What people say for users whom a model expects to leave. */
export const LIKELY_WORDS = phrases(`
  likely to leave, likely to lapse, about to churn, about to leave, about to lapse, predicted to churn, predicted to leave,
  predicted to lapse
`);

/** What they say for the others. */
export const UNLIKELY_WORDS = phrases(`
  unlikely to churn, unlikely to leave, unlikely to lapse, likely to stay, predicted to stay
`);

/** A profile as questions see it: what a model foresees is one more dimension and one more number, where lapses are foreseen at all. */
export function withOutlook(profile: Profile): Profile {
  if (profile.lapse === undefined) return profile;
  const { columns, dimensions, measures } = profile;
  return {
    ...profile,
    columns: [...columns, COLUMN],
    dimensions: [...dimensions, DIMENSION],
    measures: [...measures, MEASURE],
  };
}

export const OUTLOOK_VALUES: readonly string[] = Object.values(OUTLOOKS);

/** Why nothing can be said of the outlook, undefined where the query does not depend on it or the answer is there. */
export async function missingOutlook(
  query: Query,
  run: CompleteRun,
  profile: Profile,
  predictions: Store['predictions'],
): Promise<string | undefined> {
  if (!asksOutlook(query) || isOfMostLikely(query) || (await predictions.modelVersionOf(run.id)) !== undefined) return undefined;
  return reasonOf(run, profile, predictions);
}

async function reasonOf(run: CompleteRun, profile: Profile, predictions: Store['predictions']): Promise<string> {
  const model = await predictions.model(profile.name, LAPSE);
  if (model === undefined) return new NoModelError(profile.name).message;
  return `model ${model.version} does not fit run ${run.id}; train a new one with herald train ${profile.name} FILES`;
}

/**
 * What a query foresees, by which model and what it calls likely. Who or what is most likely to leave goes by the given score
 * where there is no model.
 *
 * @param likelyFrom the probability from which on a model of this version calls a user likely to leave, where it is known
 * @returns the query to answer, and what to say beside its answer
 */
export async function foreseen(
  query: Query,
  run: CompleteRun,
  profile: Profile,
  predictions: Store['predictions'],
  likelyFrom: (version: number) => Promise<number | undefined>,
): Promise<{ readonly query: Query; readonly note: string | null }> {
  if (profile.lapse === undefined || !(asksOutlook(query) || isOfMostLikely(query))) return { query, note: null };
  const { givenScore, withinDays } = profile.lapse;
  const version = await predictions.modelVersionOf(run.id);
  if (version !== undefined) {
    const divides = dividesByOutlook(query);
    const expects = query.kind !== 'list' && isExpectedNumber(query.figure);
    const threshold = divides || expects ? await likelyFrom(version) : undefined;
    const { many } = profile.entity;
    const likely =
      threshold === undefined || !divides
        ? ''
        : `Likely means a predicted probability above ${share(threshold)}; ${many} who have left already are neither likely to leave nor not. `;
    const known = likely === '' && measuresOutlook(query) ? `Nothing is predicted of ${many} who have left already. ` : '';
    const other =
      threshold === undefined || divides
        ? ''
        : `Expected is the sum of probabilities; those likely to leave, each above ${share(threshold)}, are another number. `;
    return {
      query,
      note: `${likely}${other}${known}Model ${version} foresees who leaves within ${span(withinDays)} of ${day(run.asOf)}.`,
    };
  }
  if (!isOfMostLikely(query)) return { query, note: null };
  const { label } = plainMeasure(givenScore, profile);
  const verb = query.kind === 'list' ? 'These are' : 'This is';
  const note = `${verb} by the given ${label.toLowerCase()}, not predicted: ${await reasonOf(run, profile, predictions)}.`;
  return { query: byColumn(query, givenScore), note };
}

/** Ordered, ranked or compared by what is foreseen, with no condition on it: there the given score can stand in. */
function isOfMostLikely(query: Query): boolean {
  if (dividesByOutlook(query) || isLimitedByOutlook(query)) return false;
  if (query.kind === 'list') return query.order?.column === LAPSE_PROBABILITY;
  return (query.kind === 'ranking' || query.kind === 'comparison') && measuresOutlook(query);
}

function byColumn(query: Query, column: string): Query {
  if (query.kind === 'list') return { ...query, order: query.order && { ...query.order, column } };
  return query.figure.kind === 'aggregate' ? { ...query, figure: { ...query.figure, column } } : query;
}

/** Whether a query filters, groups or measures by what a model foresees. */
export function asksOutlook(query: Query): boolean {
  return measuresOutlook(query) || dividesByOutlook(query);
}

/** Whether a query tells users who are likely to leave from the others. */
function dividesByOutlook(query: Query): boolean {
  const isOutlook = (filter: Filter) => filter.kind === 'values' && filter.by === CHURN_OUTLOOK;
  return groupingsOf(query).includes(CHURN_OUTLOOK) || conditionsOf(query).some(isOutlook);
}

function isLimitedByOutlook(query: Query): boolean {
  return conditionsOf(query).some((filter) => filter.kind === 'range' && filter.column === LAPSE_PROBABILITY);
}

function conditionsOf(query: Query): readonly Filter[] {
  return [...query.filters, ...(query.kind === 'list' ? [] : partOf(query.figure))];
}
