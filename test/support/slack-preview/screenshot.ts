import { writeFile } from 'node:fs/promises';
import { testBrowser } from '../browser.ts';

/** Draws a page to a PNG file, as high as the page is, at twice the resolution so that small text can be judged. */
export async function screenshot(html: string, file: string): Promise<void> {
  const browser = await testBrowser();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 720, height: 100, deviceScaleFactor: 2 });
    await page.setContent(html, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await writeFile(file, await page.screenshot({ fullPage: true }));
  } finally {
    await browser.close();
  }
}
