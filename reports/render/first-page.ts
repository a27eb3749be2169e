import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Pixels a point: sharp on dense screens, and still some hundred kilobytes. */
const SCALE = 2;

/**
 * The first page of a PDF as a picture, for messages.
 *
 * @param pdf bytes of the document; they are copied, because the reader takes what it is given
 * @returns PNG
 */
export async function firstPagePng(pdf: Uint8Array): Promise<Buffer> {
  const task = getDocument({ data: Uint8Array.from(pdf), verbosity: 0 });
  try {
    const page = await (await task.promise).getPage(1);
    const viewport = page.getViewport({ scale: SCALE });
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    // The canvas is the same in everything that drawing needs, but not by type.
    await page.render({ canvas: canvas as unknown as Parameters<typeof page.render>[0]['canvas'], viewport }).promise;
    return canvas.toBuffer('image/png');
  } finally {
    await task.destroy();
  }
}
