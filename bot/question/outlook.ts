import {
  CHURN_OUTLOOK,
  type CompleteRun,
  type Dimension,
  LAPSE,
  NoModelError,
  OUTLOOKS,
  type Profile,
  type Store,
} from '#pipeline';
import { phrases } from './phrases.ts';
import { groupingsOf, type Query } from './query.ts';
import { partOf } from './requests.ts';

const DIMENSION: Dimension = {
  kind: 'category',
  name: CHURN_OUTLOOK,
  label: 'Churn outlook',
  plural: 'churn outlooks',
  column: CHURN_OUTLOOK,
  synonyms: ['churn forecast', 'churn prediction'],
};

/** What people say for users whom a model expects to leave. */
export const LIKELY_WORDS = phrases(`
  likely to leave, likely to lapse, about to churn, about to leave, about to lapse, going to churn, going to leave, expected to churn,
  expected to leave, expected to lapse, predicted to churn, predicted to leave, predicted to lapse
`);

/** A profile as questions see it: what a model foresees is one more dimension, where lapses are foreseen at all. */
export function withOutlook(profile: Profile): Profile {
  return profile.lapse === undefined ? profile : { ...profile, dimensions: [...profile.dimensions, DIMENSION] };
}

export const OUTLOOK_VALUES: readonly string[] = Object.values(OUTLOOKS);

/** Why nothing can be said of the outlook, undefined where the query does not ask for it or the answer is there. */
export async function missingOutlook(
  query: Query,
  run: CompleteRun,
  profile: Profile,
  predictions: Store['predictions'],
): Promise<string | undefined> {
  if (!asksOutlook(query) || (await predictions.bySegment(run.id)).length > 0) return undefined;
  const model = await predictions.model(profile.name, LAPSE);
  if (model === undefined) return new NoModelError(profile.name).message;
  return `model ${model.version} does not fit run ${run.id}; train a new one with herald train ${profile.name} FILES`;
}

/** Whether a query filters or groups by what a model foresees. */
export function asksOutlook(query: Query): boolean {
  const part = query.kind === 'list' ? [] : partOf(query.figure);
  const filters = [...query.filters, ...part];
  return (
    groupingsOf(query).includes(CHURN_OUTLOOK) ||
    filters.some((filter) => filter.kind === 'values' && filter.by === CHURN_OUTLOOK)
  );
}
