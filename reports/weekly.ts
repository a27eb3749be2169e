import type { CompleteRun, Movement, Profile, Quality, Store, Trust } from '#pipeline';
import { changeBetween, loadChange } from './sections/change.ts';
import { headlinesOf, loadHeadlines } from './sections/headlines.ts';
import { methodOf } from './sections/method.ts';
import { qualityOf } from './sections/quality.ts';
import { trustOf } from './sections/trust.ts';
import { provenanceOf } from './views/define.ts';
import { buildViews } from './views/index.ts';
import type { Provenance, Table, View } from './views/view.ts';

export interface ReportOptions {
  readonly title: string;
  readonly brand: string;
  readonly generatedAt: Date;
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
  return {
    ...options,
    provenance: provenanceOf(run),
    headlines: headlinesOf(current, run, profile, previous, change),
    change: change ?? null,
    views,
    quality: qualityOf(run, profile),
    method: methodOf(run, profile),
    trust: trustOf(run, profile),
  };
}

/** The weekly report as data: everything a renderer shows, nothing it has to compute. */
export interface WeeklyReport {
  readonly title: string;
  /** Product or company name from the branding; shown in the header. */
  readonly brand: string;
  readonly provenance: Provenance;
  readonly generatedAt: Date;
  /** What to know in the first ten seconds, most important first. */
  readonly headlines: readonly Headline[];
  readonly change: Change | null;
  readonly views: readonly View[];
  readonly quality: QualitySection;
  readonly method: readonly MethodStep[];
  readonly trust: TrustSection;
}

export interface Headline {
  readonly tone: 'good' | 'bad' | 'neutral';
  /** The figure itself, as text: "+1.2 pt". */
  readonly figure: string;
  /** What it is about, two or three words: "Power Users share". */
  readonly label: string;
  /** One sentence with the figure in context. */
  readonly sentence: string;
}

/** What changed since the previous run. */
export interface Change {
  readonly since: { readonly runId: number; readonly asOf: string };
  /** One sentence. */
  readonly finding: string;
  readonly segments: Table;
  readonly kpis: Table;
  readonly movers: Table;
  readonly movements: readonly Movement[];
}

export interface QualitySection {
  readonly finding: string;
  readonly quality: Quality;
  readonly missing: Table;
  readonly capped: Table;
  readonly rejected: Table;
}

/** One step of the method in a reader's words. */
export interface MethodStep {
  readonly title: string;
  readonly text: string;
}

export interface TrustSection {
  readonly trust: Trust;
  /** "Strong: act on it." and the like. */
  readonly verdict: string;
  readonly measures: Table;
  readonly effects: Table;
}
