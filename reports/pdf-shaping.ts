import type { FontName } from './fonts.ts';

/**
 * How PDFKit shapes one run of text at a place of ours: as a whole (by itself it goes word by word, which turns
 * right-to-left words round), by its baseline, on one line. Inter's contextual alternates, which make arrows of "->",
 * are most of its rules and most of the time a page takes; nothing of ours needs them.
 *
 * @param figures `tabular` for digits of one width, so that decimals stand under each other
 */
export function shaping(font: FontName, figures: 'tabular' | 'usual'): PDFKit.Mixins.TextOptions {
  const features = { ...(figures === 'tabular' && { tnum: true }), ...(font.startsWith('Inter') && { calt: false }) };
  return { lineBreak: false, baseline: 'alphabetic', features: features as unknown as FeatureList };
}

/** PDFKit hands the features on to fontkit, which takes an object too; the types know the list only. */
type FeatureList = NonNullable<PDFKit.Mixins.TextOptions['features']>;
