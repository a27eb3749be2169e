import type { CompleteRun, Profile, Store } from '#pipeline';
import type { Headline, WeeklyReport } from './report.ts';
import { changeBetween, loadChange } from './sections/change.ts';
import { headlinesOf, loadHeadlines } from './sections/headlines.ts';
import { methodOf } from './sections/method.ts';
import { qualityOf } from './sections/quality.ts';
import { trustOf } from './sections/trust.ts';
import { provenanceOf } from './views/define.ts';
import { buildViews } from './views/index.ts';

export interface ReportOptions {
  readonly title: string;
  readonly brand: string;
  readonly generatedAt: Date;
  /** What has to be said before anything else. */
  readonly warnings: readonly Headline[];
}

/** Makes the report of one run; everything in it comes from the store. */
export async function weeklyReport(
  store: Store,
  run: CompleteRun,
  profile: Profile,
  options: ReportOptions,
): Promise<WeeklyReport> {
  const [previous, views, current] = await Promise.all([
    store.previousRun(run),
    buildViews(store, run, profile),
    loadHeadlines(store, run, profile),
  ]);
  const change = previous && changeBetween(await loadChange(store, previous, run, profile), previous, run, profile);
  const { title, brand, generatedAt, warnings } = options;
  return {
    title,
    brand,
    generatedAt,
    provenance: provenanceOf(run, profile),
    headlines: [...warnings, ...headlinesOf(current, run, profile, previous, change)],
    change: change ?? null,
    views,
    quality: qualityOf(run, profile),
    method: methodOf(run, profile),
    trust: trustOf(run, profile),
  };
}
