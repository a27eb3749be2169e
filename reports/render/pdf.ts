import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, HTTPRequest, Page } from 'puppeteer';
import { BrowserFailedError } from './errors.ts';
import { findBrowser } from './find-browser.ts';

export interface PdfOptions {
  /** Chrome or Chromium to use; without it one is looked for. */
  readonly executablePath?: string;
  /** Limit for the start of the browser and for each document. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000; // a cold start on a busy small server takes ten seconds

/**
 * A report's HTML as an A4 PDF: tagged, with bookmarks, page numbers and embedded fonts, as its print style says.
 * Starts a browser for this one document; `openPdfBrowser` keeps one for many.
 *
 * @throws {BrowserNotFoundError} if there is no browser
 * @throws {BrowserFailedError} if it does not start, dies or exceeds the time limit
 */
export async function renderPdf(html: string, options: PdfOptions = {}): Promise<Uint8Array> {
  await using browser = await openPdfBrowser(options);
  return await browser.render(html);
}

/** A running browser. Whoever opens it closes it: `await using browser = await openPdfBrowser()`. */
export interface PdfBrowser extends AsyncDisposable {
  /** Documents may be rendered side by side, each in a page of its own. */
  render(html: string): Promise<Uint8Array>;
}

/** Starts a browser with a profile folder of its own, which goes with it. Throws as `renderPdf` does. */
export async function openPdfBrowser(options: PdfOptions = {}): Promise<PdfBrowser> {
  const executablePath = await findBrowser(options.executablePath);
  const timeout = options.timeoutMs ?? TIMEOUT_MS;
  const profile = await mkdtemp(join(tmpdir(), 'herald-browser-'));
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 5 }); // a dying browser may still write
  const browser = await launch(executablePath, profile, timeout).catch(async (error: unknown) => {
    await removeProfile();
    throw new BrowserFailedError(executablePath, 'starting', error);
  });
  return {
    async render(html) {
      try {
        return await print(browser, html, timeout);
      } catch (error) {
        throw new BrowserFailedError(executablePath, 'making the PDF', error);
      }
    },
    async [Symbol.asyncDispose]() {
      await browser.close().catch(() => browser.process()?.kill('SIGKILL'));
      await removeProfile();
    },
  };
}

async function launch(executablePath: string, userDataDir: string, timeout: number): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  const { default: puppeteer } = await import('puppeteer'); // large, and only wanted here
  return puppeteer.launch({
    executablePath,
    userDataDir,
    timeout,
    protocolTimeout: timeout,
    pipe: true, // the browser ends when we do, however we do
    handleSIGINT: false, // the service shuts down by itself
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--disable-gpu',
      '--disable-dev-shm-usage', // containers often have 64 MB there, too little for a long report
      '--font-render-hinting=none', // hinting moves letters that print at another size
      ...(isRoot ? ['--no-sandbox'] : []), // Chrome refuses to sandbox for root, the usual user in a container
    ],
  });
}

async function print(browser: Browser, html: string, timeout: number): Promise<Uint8Array> {
  const page = await browser.newPage();
  try {
    await isolate(page);
    await page.setContent(html, { waitUntil: 'load', timeout });
    return await page.pdf({
      preferCSSPageSize: true, // size, margins, header and footer are in the print style
      printBackground: true,
      tagged: true,
      outline: true,
      waitForFonts: true,
      timeout,
    });
  } finally {
    await page.close().catch(() => undefined); // the browser is gone; the first error tells more
  }
}

/** The document needs no script and no network, so it gets neither. */
async function isolate(page: Page): Promise<void> {
  await page.setJavaScriptEnabled(false);
  await page.setRequestInterception(true);
  page.on('request', (request: HTTPRequest) => {
    const answered = request.url().startsWith('data:') ? request.continue() : request.abort('blockedbyclient');
    answered.catch(() => undefined); // the page was closed meanwhile
  });
}
