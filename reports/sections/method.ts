import type { CompleteRun, Profile } from '#pipeline';
import { count, decimal, list } from '../format.ts';
import type { MethodStep } from '../report.ts';

/** How the figures came about, in the order of the pipeline. */
export function methodOf(run: CompleteRun, profile: Profile): readonly MethodStep[] {
  const { settings, segments } = run;
  const { cleaning, features } = profile;
  const labelOf = (name: string) => profile.columns.find((column) => column.name === name)!.label.toLowerCase();
  return [
    {
      title: 'Read',
      text: `${count(run.rows)} users from ${list(run.input)}; rows that cannot be right are set aside and counted.`,
    },
    {
      title: 'Clean',
      text: `Missing ${list(cleaning.impute.map(labelOf))} values become the median; ${cleaning.cap.length} columns are capped at 1.5 interquartile ranges beyond the quartiles. Stored values stay raw.`,
    },
    {
      title: 'Standardise',
      text: `${features.length} features, each to mean 0 and standard deviation 1. Demographics stay out.`,
    },
    {
      title: 'Cluster',
      text: `k-means with ${segments.length} clusters, the best of ${settings.starts} starts (seed ${settings.seed}); inertia ${decimal(run.inertia, 2)}.${run.choiceOfK ? ` ${run.choiceOfK.why}.` : ''}`,
    },
    {
      title: 'Name',
      text: 'The cluster with the highest engagement index gets the name for the most engaged users; a cluster that is the same as one of the previous run keeps that name.',
    },
    {
      title: 'Assess',
      text: 'Trust is as good as the weakest of separation, stability, effect and dominance; each is explained under “Trust”.',
    },
  ];
}
