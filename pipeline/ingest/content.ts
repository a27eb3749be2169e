import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '../errors.ts';
import { scratchError } from './duckdb.ts';

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

/** Copies a text, unpacked and without its byte order mark, for readers that take the mark for a part of it. */
export async function copyWithoutMark({ path, gzip }: { path: string; gzip: boolean }, copy: string): Promise<string> {
  async function* unmarked(): AsyncGenerator<Buffer> {
    let skip = BYTE_ORDER_MARK.length;
    for await (const chunk of contentOf(path, gzip)) {
      yield chunk.subarray(skip);
      skip = 0;
    }
  }
  await pipeline(unmarked, createWriteStream(copy)).catch((cause) => {
    throw cause instanceof InputError ? cause : scratchError(cause, copy);
  });
  return copy;
}

/** U+FEFF in UTF-8. */
export const BYTE_ORDER_MARK: Buffer = Buffer.from([0xef, 0xbb, 0xbf]);
