import { createHash } from 'node:crypto';
import { chartVariables } from '../charts/colours.ts';
import { drawSvg } from '../charts/draw.ts';
import { embeddedFontCss, FONT_STACK } from '../fonts.ts';
import type { WeeklyReport } from '../report.ts';
import { type HtmlPage, htmlPage } from './html-page.ts';
import { printHeaderCss } from './print-header.ts';
import { reportTemplate, templateFile } from './templates.ts';

/**
 * The report as one HTML file that opens offline: style, script, charts and fonts are inside, and its
 * Content-Security-Policy forbids the browser to load or run anything else. It is complete without JavaScript, which
 * adds tooltips, the segment filter, and search and sorting in long tables.
 */
export async function renderHtml(report: WeeklyReport): Promise<string> {
  const [render, sheet, script] = await Promise.all([
    reportTemplate<HtmlPage & Inlined>(),
    templateFile('report.css'),
    templateFile('report.js'),
  ]);
  const page = htmlPage(report, (spec, size, idPrefix) => drawSvg(spec, { ...size, theme: 'adaptive', idPrefix }));
  const withCss = (css: string) => render({ ...page, css, script, policy: policy(script) });
  const style = `${themeCss()}\n${sheet}\n${printHeaderCss(report)}`;
  return withCss(`${await embeddedFontCss(withCss(''))}\n${style}`);
}

/** What goes into the page unescaped, because we wrote it. */
interface Inlined {
  readonly css: string;
  readonly script: string;
  readonly policy: string;
}

/** Only our own script may run; `img-src` and `font-src` allow what is written into the page itself. */
function policy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${hash}'`,
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function themeCss(): string {
  return [
    `:root{--font:${FONT_STACK};${chartVariables('light')}}`,
    `@media screen and (prefers-color-scheme: dark){:root{${chartVariables('dark')}}}`,
  ].join('\n');
}
