import type { Movement, Quality, Trust } from '#pipeline';
import type { Provenance, Table, View } from './views/view.ts';

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
