import { day } from '../format.ts';
import type { WeeklyReport } from '../report.ts';

/**
 * Running header and footer of the printed pages, as CSS page-margin boxes: they use the fonts of the page and also
 * appear when a reader prints the HTML. The first page has its own heading and therefore no running one.
 */
export function printHeaderCss({ brand, title, provenance }: WeeklyReport): string {
  const run = `Run ${provenance.runId} · as of ${day(provenance.asOf)}`;
  const box = 'font: 8pt var(--font); color: #59636f; white-space: nowrap';
  return `@page {
  @top-left { content: ${cssString(brand)}; ${box} }
  @top-right { content: ${cssString(title)}; ${box} }
  @bottom-left { content: ${cssString(run)}; ${box} }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); ${box}; font-variant-numeric: tabular-nums }
}
@page :first {
  @top-left { content: none }
  @top-right { content: none }
}`;
}

const LONGEST = 60; // characters that fit half the page width

/** A CSS string in which every character but letters, digits and spaces is escaped, so that no text can end it. */
export function cssString(text: string): string {
  const characters = [...text];
  const shown = characters.length > LONGEST ? [...characters.slice(0, LONGEST - 1), '…'] : characters;
  return `"${shown.map((character) => (/[A-Za-z0-9 ]/.test(character) ? character : `\\${character.codePointAt(0)!.toString(16)} `)).join('')}"`;
}
