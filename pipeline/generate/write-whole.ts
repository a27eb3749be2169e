import { open, rename, rm } from 'node:fs/promises';

/** Writes a file of lines. Under another name first, so that a reader never meets half a file; a failed one is taken away again. */
export async function writeWhole(path: string, lines: Iterable<string>): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await writeLines(partial, lines);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  await using file = await open(path, 'w');
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_LENGTH) continue;
    await file.writeFile(chunk);
    chunk = '';
  }
  await file.writeFile(chunk);
  await file.sync(); // or a power cut after the rename could leave an empty file under the good name
}

const CHUNK_LENGTH = 1 << 18; // a quarter of a million characters: few calls, little memory
