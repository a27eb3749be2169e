import type { ColourKey } from './spec.ts';

/** One colour of the charts: its value on paper and on a light screen, on a dark screen, and its CSS variable. */
export interface ThemeColour {
  readonly variable: `--chart-${string}`;
  readonly light: string;
  readonly dark: string;
}

/**
 * Segment colours by rank (cluster index), so that a segment keeps its colour in every chart of every run.
 *
 * The hues follow Okabe and Ito; their lightness is changed until every colour has a contrast of at least 4.5:1 with
 * its surface (white, or the dark one), which the originals have not, and until any two stay apart (ΔE*ab ≥ 14) under
 * protanopia, deuteranopia and tritanopia. Because of the first rule, text on a segment's colour is the surface's.
 *
 * @see Okabe and Ito (2008), https://jfly.uni-koeln.de/color/. WCAG 2.2, success criteria 1.4.3 and 1.4.11.
 * @see Machado, Oliveira and Fernandes (2009), https://doi.org/10.1109/TVCG.2009.113, the simulation used.
 */
const SEGMENTS: readonly ThemeColour[] = [
  { variable: '--chart-segment-0', light: '#004a8f', dark: '#4d9fec' },
  { variable: '--chart-segment-1', light: '#c25100', dark: '#e8812f' },
  { variable: '--chart-segment-2', light: '#2f8062', dark: '#b4e2bd' },
  { variable: '--chart-segment-3', light: '#a64cc4', dark: '#b58ac0' },
  { variable: '--chart-segment-4', light: '#453500', dark: '#f5d327' },
  { variable: '--chart-segment-5', light: '#0080a0', dark: '#7fe9f5' },
  { variable: '--chart-segment-6', light: '#3c0f8c', dark: '#98c0ff' },
  { variable: '--chart-segment-7', light: '#6e1d3c', dark: '#d9897b' },
];

/** Accents are the colours that segments come to last. */
const ACCENTS_FROM = 5;

/** Greys for what is no segment, strongest first; each at least 3:1 with its surface. */
const NEUTRALS: readonly ThemeColour[] = [
  { variable: '--chart-neutral-0', light: '#52606d', dark: '#a3b0bd' },
  { variable: '--chart-neutral-1', light: '#6b7885', dark: '#8a97a4' },
  { variable: '--chart-neutral-2', light: '#83909c', dark: '#717e8b' },
];

/** The parts of a chart that carry no data. `band` fills the inner ring of a sunburst, under text in `ink`. */
export const CHROME = {
  ink: { variable: '--chart-ink', light: '#1f2933', dark: '#e6eaee' },
  muted: { variable: '--chart-muted', light: '#5a6673', dark: '#9fabb7' },
  grid: { variable: '--chart-grid', light: '#e4e8ec', dark: '#2d3640' },
  axis: { variable: '--chart-axis', light: '#9aa5b0', dark: '#5d6a77' },
  band: { variable: '--chart-band', light: '#dde3e9', dark: '#37424e' },
  surface: { variable: '--chart-surface', light: '#ffffff', dark: '#161b22' },
} as const satisfies Record<string, ThemeColour>;

const ALL: readonly ThemeColour[] = [...SEGMENTS, ...NEUTRALS, ...Object.values(CHROME)];
const BY_LIGHT = new Map(ALL.map((colour) => [colour.light, colour]));

/** The colour of a key in the light theme, `#rrggbb`. Ranks beyond the palette start again; k is at most 8. */
export function colourOf(key: ColourKey): string {
  const [palette, index] =
    'segment' in key
      ? [SEGMENTS, key.segment]
      : 'accent' in key
        ? [SEGMENTS, ACCENTS_FROM + key.accent]
        : [NEUTRALS, key.neutral];
  return palette[Math.abs(Math.trunc(index)) % palette.length]!.light;
}

/** A light colour as a CSS value that follows the page's theme. @example adaptive('#1f2933') // 'var(--chart-ink, #1f2933)' */
export function adaptive(light: string): string {
  const colour = BY_LIGHT.get(light);
  return colour === undefined ? light : `var(${colour.variable}, ${light})`;
}

/**
 * The CSS declarations of one theme, for a rule of the page that shows the charts.
 * @example `:root{${chartVariables('light')}} @media (prefers-color-scheme: dark){:root{${chartVariables('dark')}}}`
 */
export function chartVariables(theme: 'light' | 'dark'): string {
  return ALL.map((colour) => `${colour.variable}:${colour[theme]}`).join(';');
}

/** Every theme colour, for tests and legends outside a chart. */
export const PALETTE = { segments: SEGMENTS, neutrals: NEUTRALS } as const;
