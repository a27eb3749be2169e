import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { BrowserNotFoundError } from './errors.ts';

/**
 * The browser that makes PDFs: the one asked for, else an installed Chrome or Chromium, else the one that Puppeteer
 * downloaded.
 *
 * @param executablePath asked for by the configuration; nothing else is tried when it is set
 * @throws {BrowserNotFoundError} if the one asked for is no executable file, or there is none at all
 */
export async function findBrowser(executablePath?: string): Promise<string> {
  if (executablePath !== undefined) {
    if (await isExecutable(executablePath)) return executablePath;
    throw new BrowserNotFoundError(executablePath);
  }
  for (const place of installedPlaces(process.platform, homedir())) {
    if (await isExecutable(place)) return place;
  }
  const { default: puppeteer } = await import('puppeteer');
  const own = await puppeteer.executablePath().catch(() => undefined);
  if (own !== undefined && (await isExecutable(own))) return own;
  throw new BrowserNotFoundError();
}

const COMMANDS = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge'];

/** Where installers put Chrome, Chromium and Edge (which prints the same), most usual first. */
export function installedPlaces(platform: NodeJS.Platform, home: string): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
        ['', home].map((root) => `${root}/Applications/${name}.app/Contents/MacOS/${name}`),
      );
    case 'win32':
      return ['C:\\Program Files', 'C:\\Program Files (x86)', `${home}\\AppData\\Local`].flatMap((folder) => [
        `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
        `${folder}\\Chromium\\Application\\chrome.exe`,
        `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
      ]);
    default:
      return ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'].flatMap((folder) =>
        COMMANDS.map((command) => `${folder}/${command}`),
      );
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
