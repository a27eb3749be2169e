import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '#pipeline';
import type { Found, Parcel, ParcelFile, Sender, SendOutcome } from './sender.ts';

/** What lies beside the files and says which delivery they are. */
const MANIFEST = 'delivery.json';
/** Digits of the delivery key in the name of a folder: short enough to read over, long enough to be the only one. */
const KEY_DIGITS = 12;

/**
 * Brings things into a folder, each as a folder of its own that appears whole or not at all:
 * `weekly-report-2025-03-03-1f2e3d4c5b6a/` with the files and a `delivery.json`.
 */
export function folderSender(path: string): Sender {
  const folder = resolve(path);
  return {
    async send(parcel, deliveryKey) {
      try {
        await makeFolder(folder);
        const known = await folderOf(folder, deliveryKey);
        if (known !== undefined) return { outcome: 'sent', messageIds: [known] };
        return { outcome: 'sent', messageIds: [await put(folder, parcel, deliveryKey)] };
      } catch (error) {
        return outcomeOf(error as NodeJS.ErrnoException, folder);
      }
    },

    async find(deliveryKey): Promise<Found> {
      const known = await folderOf(folder, deliveryKey);
      return known === undefined ? { found: 'not sent' } : { found: 'sent', messageIds: [known] };
    },
  };
}

/** Writes beside the place, down to the disk, and then gives it its name. */
async function put(folder: string, parcel: Parcel, deliveryKey: string): Promise<string> {
  const begun = join(folder, `.herald-${deliveryKey}`);
  await rm(begun, { recursive: true, force: true }); // of an attempt that was cut off
  await mkdir(begun);
  for (const { name, content } of [...parcel.files, manifestOf(parcel, deliveryKey)]) await write(join(begun, name), content);
  await flush(begun);
  const finished = join(folder, `${parcel.name}-${deliveryKey.slice(0, KEY_DIGITS)}`);
  await rename(begun, finished);
  await flush(folder);
  return finished;
}

function manifestOf({ subject, text, files }: Parcel, deliveryKey: string): Pick<ParcelFile, 'name' | 'content'> {
  const contents = files.map(({ name, content }) => ({
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  return {
    name: MANIFEST,
    content: Buffer.from(`${JSON.stringify({ deliveryKey, subject, text, files: contents }, null, 2)}\n`),
  };
}

async function write(file: string, content: Buffer): Promise<void> {
  await using handle = await open(file, 'wx');
  await handle.writeFile(content);
  await handle.sync();
}

async function flush(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

async function folderOf(folder: string, deliveryKey: string): Promise<string | undefined> {
  const ending = `-${deliveryKey.slice(0, KEY_DIGITS)}`;
  const name = (await names(folder)).find((candidate) => candidate.endsWith(ending));
  return name === undefined ? undefined : join(folder, name);
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Nothing has its name before it is complete, so whatever went wrong, nothing arrived. */
function outcomeOf({ code, message }: NodeJS.ErrnoException, folder: string): SendOutcome {
  const fix = FIXES[code ?? ''];
  if (fix !== undefined) return { outcome: 'refused', error: message, fix: fix(folder) };
  return { outcome: 'busy', error: message, fix: `see that ${folder} is there, writable, and has space` };
}

const FIXES: Readonly<Record<string, (folder: string) => string>> = {
  EACCES: (folder) => `let the user that runs Herald write into ${folder}`,
  EPERM: (folder) => `let the user that runs Herald write into ${folder}`,
  EROFS: (folder) => `${folder} is on a read-only disk; name another folder in herald.config.ts`,
  ENOTDIR: (folder) => `${folder} is no folder; name another in herald.config.ts`,
  EEXIST: (folder) => `${folder} is a file; name a folder in herald.config.ts`,
  ENAMETOOLONG: () => 'name a folder with a shorter path in herald.config.ts',
};
