import type { VisibleMessage } from '../slack-server/visible.ts';

/** What stands under every answer from the current run of a scene. */
export const PROVENANCE = /Run 2 · as of 9 November 2026 · 502 users · trust: strong/;

/** As the answers round. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

export function blockTypes({ blocks }: VisibleMessage): readonly string[] {
  return blocks.map(({ type }) => String(type));
}

/** The first cells of the table in a message, without its heading. */
export function firstColumn({ blocks }: VisibleMessage): readonly string[] {
  const table = blocks.find(({ type }) => type === 'data_table');
  const rows = (table?.rows ?? []) as readonly (readonly { readonly text: string }[])[];
  return rows.slice(1).map(([cell]) => cell!.text);
}

/** By which a file tells what it is. */
export function firstBytes(bytes: Buffer): string {
  return bytes.subarray(0, 5).toString('latin1');
}
