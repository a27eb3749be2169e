import Handlebars from 'handlebars';
import { day } from '../format.ts';
import type { Headline } from '../report.ts';
import type { Provenance } from '../views/view.ts';
import { provenanceLine } from './contents.ts';
import { type Render, templateFile } from './templates.ts';

/** The body of an e-mail that brings a report or alerts. */
export interface MailBody {
  readonly brand: string;
  readonly title: string;
  readonly headlines: readonly Headline[];
  /** What the headlines leave open, such as what to do: a line each, `Label: text`. */
  readonly details?: readonly string[];
  /** What readers must know about this one, such as that it comes late: whole sentences. */
  readonly notes: readonly string[];
  /** What is attached, in a sentence; null where nothing is. */
  readonly attached: string | null;
  readonly provenance: Provenance;
}

let compiled: Promise<Render<object>> | undefined;

/** The body as HTML, with styles that mail programs keep, and the same as plain text. */
export async function renderMail(body: MailBody): Promise<{ readonly html: string; readonly text: string }> {
  compiled ??= templateFile('mail.hbs').then((source) => Handlebars.create().compile(source, { strict: true }));
  const { brand, title, headlines, details = [], notes, attached, provenance } = body;
  const asOf = day(provenance.asOf);
  const line = provenanceLine(provenance);
  const { banner } = provenance;
  const html = (await compiled)({
    brand,
    title,
    asOf,
    notes,
    banner,
    headlines: headlines.map((headline) => ({ ...headline, ...TONES[headline.tone] })),
    details: details.map(labelled),
    attached,
    provenance: line,
  });
  const text = [
    `${title}, ${asOf}`,
    ...notes,
    ...(banner === null ? [] : [`Read with care. ${banner}`]),
    ...headlines.map(({ label, figure, sentence }) => `${label}: ${figure}\n${sentence}`),
    ...(details.length === 0 ? [] : [details.map((detail) => `- ${detail}`).join('\n')]),
    ...(attached === null ? [] : [attached]),
    line,
  ].join('\n\n');
  return { html, text };
}

/** @example labelled('Since: run 4') // { label: 'Since:', rest: ' run 4' } */
function labelled(detail: string): { readonly label: string; readonly rest: string } {
  const end = detail.indexOf(':') + 1;
  return { label: detail.slice(0, end), rest: detail.slice(end) };
}

/** The mark says what the colour says. */
const TONES: Readonly<Record<Headline['tone'], { readonly colour: string; readonly mark: string | null }>> = {
  good: { colour: '#0f6e4a', mark: '✓' },
  bad: { colour: '#b3261e', mark: '!' },
  neutral: { colour: '#d9dee3', mark: null },
};

/** A short notice as HTML. */
export function renderNotice(text: string): string {
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Herald</title><p>${Handlebars.escapeExpression(text)}</p></html>\n`;
}
