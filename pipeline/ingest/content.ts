import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { InputError } from '../errors.ts';

/** The bytes of a file as they are read: unpacked if it is gzip. */
export async function* contentOf(path: string, gzip: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const content = gzip ? file.pipe(createGunzip({ chunkSize: 1 << 20 })) : file;
  file.on('error', (cause) => content.destroy(cause));
  try {
    yield* content as AsyncIterable<Buffer>;
  } catch (cause) {
    const advice = gzip ? '; the file is damaged or cut short: copy it again' : '';
    throw new InputError(`cannot read ${path}: ${(cause as Error).message}${advice}`, { cause });
  } finally {
    file.destroy();
  }
}

/**
 * SHA-256 of the unpacked content, so that packing a file does not make it another input. Reading to the end also finds
 * an archive that was cut short, which would otherwise pass for a smaller input.
 */
export async function contentHash(path: string, gzip: boolean): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of contentOf(path, gzip)) hash.update(chunk);
  return hash.digest('hex');
}
