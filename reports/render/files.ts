import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '#pipeline';
import type { WeeklyReport } from '../report.ts';
import { BrowserNotFoundError, ReportFolderError } from './errors.ts';
import { renderHtml } from './html.ts';
import { renderPdf } from './pdf.ts';
import { renderPdfLite } from './pdf-lite.ts';

export const REPORT_FORMATS = ['html', 'pdf', 'pdf-lite'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface WriteReportOptions {
  /** Made where it does not exist. */
  readonly outDir: string;
  readonly formats: readonly ReportFormat[];
  /** Chrome or Chromium for `pdf`. */
  readonly executablePath?: string;
}

/** A report file that is now in its folder. */
export interface WrittenReport {
  /** What was written: `pdf-lite` where `pdf` was asked for and there is no browser. */
  readonly format: ReportFormat;
  readonly asked: ReportFormat;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Writes a report in each format, in the order asked for; a format that is asked for twice is written once. A file
 * appears complete or not at all, and replaces an earlier one of the same run.
 *
 * @throws {ReportFolderError} if the folder cannot be made or written to
 * @throws {BrowserNotFoundError} if `executablePath` is set and is no executable file
 * @throws {BrowserFailedError} if the browser is there but fails
 */
export async function writeReport(report: WeeklyReport, options: WriteReportOptions): Promise<readonly WrittenReport[]> {
  const written: WrittenReport[] = [];
  for (const asked of new Set(options.formats)) {
    const { format, content } = await render(report, asked, options.executablePath);
    const before = written.find((file) => file.format === format);
    written.push(before === undefined ? await save(report, options.outDir, asked, format, content) : { ...before, asked });
  }
  return written;
}

/** @example "herald-report-2026-11-16-run8.html" */
export function reportFileName({ provenance }: WeeklyReport, format: ReportFormat): string {
  const name = `herald-report-${provenance.asOf}-run${provenance.runId}`;
  return { html: `${name}.html`, pdf: `${name}.pdf`, 'pdf-lite': `${name}-lite.pdf` }[format];
}

interface Rendered {
  readonly format: ReportFormat;
  readonly content: string | Uint8Array;
}

async function render(report: WeeklyReport, format: ReportFormat, executablePath: string | undefined): Promise<Rendered> {
  switch (format) {
    case 'html':
      return { format, content: await renderHtml(report) };
    case 'pdf':
      try {
        return {
          format,
          content: await renderPdf(await renderHtml(report), executablePath === undefined ? {} : { executablePath }),
        };
      } catch (error) {
        if (!(error instanceof BrowserNotFoundError) || executablePath !== undefined) throw error; // a wrong path is a mistake to show
        return render(report, 'pdf-lite', undefined);
      }
    case 'pdf-lite':
      return { format, content: await renderPdfLite(report) };
    default:
      return format satisfies never;
  }
}

async function save(
  report: WeeklyReport,
  outDir: string,
  asked: ReportFormat,
  format: ReportFormat,
  content: string | Uint8Array,
): Promise<WrittenReport> {
  const folder = resolve(outDir);
  const path = join(folder, reportFileName(report, format));
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    await makeFolder(folder);
    await writeFile(unfinished, content);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined); // the first error tells more
    throw new ReportFolderError(folder, error);
  }
  return { format, asked, path, bytes: Buffer.byteLength(content) };
}
