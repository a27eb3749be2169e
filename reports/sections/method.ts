import type { CompleteRun, Profile } from '#pipeline';
import { count, counted, decimal, inSentence, list, upperFirst } from '../format.ts';
import type { MethodStep } from '../report.ts';

/** How the figures came about, in the order of the pipeline. */
export function methodOf(run: CompleteRun, profile: Profile): readonly MethodStep[] {
  const { settings, segments } = run;
  const { cleaning, features } = profile;
  const labelOf = (name: string) => inSentence(profile.columns.find((column) => column.name === name)!.label);
  const imputation =
    cleaning.impute.length === 0 ? [] : [`missing ${list(cleaning.impute.map(labelOf))} values become the median`];
  const capping =
    cleaning.cap.length === 0
      ? []
      : [`${counted(cleaning.cap.length, COLUMNS)} capped at 1.5 interquartile ranges beyond the quartiles`];
  return [
    {
      title: 'Read',
      text: `${count(run.rows)} ${profile.entity.many} from ${list(run.input)}; rows that cannot be right are set aside and counted.`,
    },
    {
      title: 'Clean',
      text: `${upperFirst(list([...imputation, ...capping]) || 'nothing is changed')}. Stored values stay raw.`,
    },
    {
      title: 'Standardise',
      text: `${features.length} features, each to mean 0 and standard deviation 1. Demographics stay out.`,
    },
    {
      title: 'Cluster',
      text: `k-means with ${count(segments.length)} clusters, the best of ${settings.starts} starts (seed ${settings.seed}); inertia ${decimal(run.inertia, 2)}.${run.choiceOfK ? ` ${upperFirst(run.choiceOfK.why)}.` : ''}`,
    },
    {
      title: 'Name',
      text: `The cluster with the highest engagement index gets the name for the most engaged ${profile.entity.many}; a cluster that is the same as one of the previous run keeps that name.`,
    },
    {
      title: 'Assess',
      text: 'Trust is as good as the weakest of separation, stability, effect and dominance; each is explained under “Trust”.',
    },
  ];
}

const COLUMNS = { one: 'column is', many: 'columns are' };
