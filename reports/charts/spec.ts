import type { Interval } from '#pipeline';
import type { NumberFormat } from '../format.ts';

/**
 * One chart as data. Every surface (SVG in HTML and PDF, PNG in messages, PDFKit, Slack's own chart block) draws from
 * this and nothing else.
 */
export type ChartSpec = PieSpec | BarSpec | LineSpec | ScatterSpec | SunburstSpec | HeatmapSpec;

interface Common {
  readonly title: string;
  /** What the chart shows, in a sentence, for people who cannot see it. */
  readonly description: string;
}

/** Parts of a whole, or one number per segment side by side. A donut is a pie with a hole. */
export interface PieSpec extends Common {
  readonly mark: 'pie' | 'donut';
  readonly format: NumberFormat;
  readonly slices: readonly {
    readonly label: string;
    readonly value: number;
    readonly colour: ColourKey;
    /** Second line of the label, such as the share or the interval. */
    readonly note?: string;
  }[];
}

export interface BarSpec extends Common {
  readonly mark: 'bar';
  readonly direction: 'vertical' | 'horizontal';
  readonly format: NumberFormat;
  readonly categoryLabel: string;
  readonly valueLabel: string;
  readonly categories: readonly string[];
  /** One series per colour; more than one gives grouped bars. Values follow `categories`; null leaves a gap. */
  readonly series: readonly {
    readonly name: string;
    readonly colour: ColourKey;
    /** One colour per category instead, where the categories are the segments themselves. */
    readonly colours?: readonly ColourKey[];
    readonly values: readonly (number | null)[];
    /** Error bars. */
    readonly intervals?: readonly (Interval | null)[];
  }[];
}

/** Figures over time, oldest first. Every series has one line; a null breaks it. */
export interface LineSpec extends Common {
  readonly mark: 'line';
  readonly format: NumberFormat;
  readonly categoryLabel: string;
  readonly valueLabel: string;
  readonly categories: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly colour: ColourKey;
    readonly values: readonly (number | null)[];
    /** Error bars; drawn where there is one series only. */
    readonly intervals?: readonly (Interval | null)[];
  }[];
}

export interface ScatterSpec extends Common {
  readonly mark: 'scatter';
  readonly x: { readonly label: string; readonly format: NumberFormat };
  readonly y: { readonly label: string; readonly format: NumberFormat };
  readonly series: readonly {
    readonly name: string;
    readonly colour: ColourKey;
    readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
  }[];
}

/** Two nested rings: the outer ring divides each part of the inner one. */
export interface SunburstSpec extends Common {
  readonly mark: 'sunburst';
  readonly format: NumberFormat;
  readonly inner: readonly {
    readonly label: string;
    readonly value: number;
    readonly outer: readonly { readonly label: string; readonly value: number; readonly colour: ColourKey }[];
  }[];
}

/** A number for each pair of a row and a column, as shades of one colour. */
export interface HeatmapSpec extends Common {
  readonly mark: 'heatmap';
  readonly format: NumberFormat;
  readonly rowLabel: string;
  readonly columnLabel: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `[row][column]`, from 0; null leaves the cell blank. */
  readonly values: readonly (readonly (number | null)[])[];
  /** The value of the full shade; the largest of all unless given. */
  readonly darkest?: number;
}

/**
 * What a colour stands for. `segment` takes the segment's rank by engagement (its cluster index), so that one segment
 * has one colour in every chart of every run; `neutral` is for things that are no segment, by shade from 0, and `accent` for
 * those of them that are to stand out.
 */
export type ColourKey = { readonly segment: number } | { readonly neutral: number } | { readonly accent: number };
