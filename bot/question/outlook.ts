import {
  CHURN_OUTLOOK,
  type CompleteRun,
  type Dimension,
  LAPSE,
  LAPSE_PROBABILITY,
  type Measure,
  NoModelError,
  type NumberColumn,
  OUTLOOKS,
  type Profile,
  type Store,
} from '#pipeline';
import { day, span } from '#reports';
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
  likely to leave, likely to lapse, about to churn, about to leave, about to lapse, going to churn, going to leave, expected to churn,
  expected to leave, expected to lapse, predicted to churn, predicted to leave, predicted to lapse, will churn, will leave, will lapse
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

/** Why nothing can be said of the outlook, undefined where the query does not ask for it or the answer is there. */
export async function missingOutlook(
  query: Query,
  run: CompleteRun,
  profile: Profile,
  predictions: Store['predictions'],
): Promise<string | undefined> {
  if (!asksOutlook(query) || (await predictions.modelVersionOf(run.id)) !== undefined) return undefined;
  return reasonOf(run, profile, predictions);
}

async function reasonOf(run: CompleteRun, profile: Profile, predictions: Store['predictions']): Promise<string> {
  const model = await predictions.model(profile.name, LAPSE);
  if (model === undefined) return new NoModelError(profile.name).message;
  return `model ${model.version} does not fit run ${run.id}; train a new one with herald train ${profile.name} FILES`;
}

/** Users of whom it is asked who is most likely to leave are ordered by what a model foresees, by the given score without one. */
export async function foreseenOrder(
  query: Query,
  run: CompleteRun,
  profile: Profile,
  predictions: Store['predictions'],
): Promise<{ readonly query: Query; readonly note: string | null }> {
  if (query.kind !== 'list' || query.order?.column !== LAPSE_PROBABILITY || profile.lapse === undefined)
    return { query, note: null };
  const { givenScore, withinDays } = profile.lapse;
  const version = await predictions.modelVersionOf(run.id);
  if (version !== undefined) {
    const note = `Model ${version} foresees who leaves within ${span(withinDays)} of ${day(run.asOf)}.`;
    return { query, note };
  }
  const { label } = plainMeasure(givenScore, profile);
  const note = `These are by the given ${label.toLowerCase()}, not predicted: ${await reasonOf(run, profile, predictions)}.`;
  return { query: { ...query, order: { ...query.order, column: givenScore } }, note };
}

/** Whether a query filters, groups or measures by what a model foresees. */
export function asksOutlook(query: Query): boolean {
  const part = query.kind === 'list' ? [] : partOf(query.figure);
  const filters = [...query.filters, ...part];
  return (
    measuresOutlook(query) ||
    groupingsOf(query).includes(CHURN_OUTLOOK) ||
    filters.some((filter) => filter.kind === 'values' && filter.by === CHURN_OUTLOOK)
  );
}
