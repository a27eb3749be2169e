import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import puppeteer, { type Browser } from 'puppeteer';
import { BrowserNotFoundError } from '../../reports/render/errors.ts';
import { findBrowser } from '../../reports/render/find-browser.ts';

const run = promisify(execFile);

/**
 * A real browser for tests. Where there is none, root on Debian or Ubuntu gets one from apt; anybody else is told what
 * to install, because a test that skips itself claims nothing.
 */
export async function testBrowser(): Promise<Browser> {
  const executablePath = await findBrowser().catch(installChromium);
  const args = ['--disable-gpu', '--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return puppeteer.launch({ executablePath, args });
}

async function installChromium(error: unknown): Promise<string> {
  if (!(error instanceof BrowserNotFoundError)) throw error;
  const hasApt = await access('/usr/bin/apt-get').then(
    () => true,
    () => false,
  );
  if (!hasApt || process.getuid?.() !== 0) {
    throw new Error('the report tests need Chrome or Chromium; install one (Debian and Ubuntu: sudo apt-get install chromium)', {
      cause: error,
    });
  }
  await run('apt-get', ['update']);
  await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium']);
  return findBrowser();
}
