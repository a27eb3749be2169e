import type { Delivery, Store } from '#pipeline';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { clean } from '../terminal/text.ts';

export interface DeliveriesOptions {
  /** Only those that need somebody: failed and unknown. */
  readonly open?: boolean;
  /** Sends a failed or unknown one again. */
  readonly repeat?: number;
  /** Notes that an unknown one did arrive. */
  readonly sent?: number;
}

const LISTED = 50;
/** A delivery that is repeated by hand is given up after a day, like any other. */
const PATIENCE_MS = 24 * 3_600_000;

/** `herald deliveries`: what was brought to whom, and what became of it. */
export async function deliveries(session: Session, options: DeliveriesOptions): Promise<ExitCode> {
  if (options.repeat !== undefined && options.sent !== undefined) throw new UsageError('either --repeat or --sent, not both');
  const store = await session.openStore();
  try {
    if (options.repeat !== undefined) return await repeat(session, store, options.repeat);
    if (options.sent !== undefined) return await noteSent(session, store, options.sent);
    const states = options.open ? (['failed', 'unknown'] as const) : undefined;
    const found = await store.records.deliveries.list({ ...(states && { states }), limit: LISTED });
    session.output.text(found.length === 0 ? 'There are no deliveries.' : listed(found));
    session.output.document({ deliveries: found });
    return EXIT.done;
  } finally {
    await store.close();
  }
}

async function repeat({ output }: Session, store: Store, id: number): Promise<ExitCode> {
  const now = new Date();
  const done = await store.records.deliveries.repeat(id, now, new Date(now.getTime() + PATIENCE_MS));
  const refused = async () => whyNot(await store.records.deliveries.byId(id), id, 'only failed and unknown ones are repeated');
  output.text(done ? `Delivery ${id} is planned again; herald serve sends it within seconds.` : await refused());
  output.document({ id, repeated: done });
  return done ? EXIT.done : EXIT.no;
}

async function noteSent({ output }: Session, store: Store, id: number): Promise<ExitCode> {
  const delivery = await store.records.deliveries.byId(id);
  const done = delivery !== undefined && (await store.records.deliveries.sent(delivery, [], new Date()));
  const refused = () => whyNot(delivery, id, 'only unknown and planned ones are noted as sent');
  output.text(done ? `Delivery ${id} is noted as sent.` : refused());
  output.document({ id, sent: done });
  return done ? EXIT.done : EXIT.no;
}

function whyNot(delivery: Delivery | undefined, id: number, rule: string): string {
  if (delivery === undefined) return `There is no delivery ${id}; herald deliveries lists those there are.`;
  return `Delivery ${id} is ${delivery.state}; ${rule}.`;
}

function listed(deliveries: readonly Delivery[]): string {
  const table = {
    title: 'Deliveries',
    columns: ['Id', 'Thing', 'Window', 'Target', 'State', 'Attempts', 'Sent'].map((label) => ({
      key: label.toLowerCase(),
      label,
    })),
    rows: deliveries.map(({ id, thing, window, target, state, attempts, sentAt }) => [
      String(id),
      thing,
      window,
      target,
      state,
      String(attempts),
      sentAt?.toISOString().slice(0, 16).replace('T', ' ') ?? '–',
    ]),
  };
  const troubles = deliveries.filter(({ state, lastError }) => state !== 'sent' && lastError !== null);
  return [
    terminalTable(table, LISTED),
    ...troubles.map(({ id, state, lastError }) => `${id} ${state}: ${clean(lastError!)}`),
  ].join('\n');
}
