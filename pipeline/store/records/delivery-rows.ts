import { createHash } from 'node:crypto';
import { z } from 'zod';
import { dateOf, sqlTime } from '../sql-time.ts';
import { DELIVERY_STATES, type Delivery, type NewDelivery } from './delivery.ts';
import { checked, idText, jsonOf, jsonText } from './values.ts';

const LENGTH = 191;

export interface NewDeliveryRow {
  readonly delivery_key: string;
  readonly thing: string;
  readonly time_window: string;
  readonly target: string;
  readonly state: string;
  readonly attempts: number;
  readonly content: string | null;
  readonly planned_at: string;
  readonly due_at: string | null;
  readonly deadline: string | null;
}

export interface DeliveryRow extends NewDeliveryRow {
  readonly id: number;
  readonly claimed_by: string | null;
  readonly claimed_at: string | null;
  readonly sent_at: string | null;
  readonly message_ids: string | null;
  readonly last_error: string | null;
  readonly told_at: string | null;
}

/**
 * The key of one thing, window and target: the same whoever computes it, and fit for a file name and a Message-ID.
 *
 * @returns the first 32 hexadecimal digits of the SHA-256 of the three as a JSON array
 */
export function deliveryKey({ thing, window, target }: Pick<NewDelivery, 'thing' | 'window' | 'target'>): string {
  return createHash('sha256')
    .update(JSON.stringify([thing, window, target]))
    .digest('hex')
    .slice(0, 32);
}

/** @throws {StoreError} if a text is longer than its column */
export function rowOfDelivery(delivery: NewDelivery): NewDeliveryRow {
  const { plannedAt, dueAt = plannedAt, deadline = null, content = null } = delivery;
  return {
    delivery_key: deliveryKey(delivery),
    thing: idText(delivery.thing, 'deliveries.thing', LENGTH),
    time_window: idText(delivery.window, 'deliveries.time_window'),
    target: idText(delivery.target, 'deliveries.target', LENGTH),
    state: 'planned',
    attempts: 0,
    content: content === null ? null : jsonText(content, 'deliveries.content'),
    planned_at: sqlTime(plannedAt),
    due_at: sqlTime(dueAt),
    deadline: deadline === null ? null : sqlTime(deadline),
  };
}

/** @throws {StoreError} if the row is not one that we wrote */
export function deliveryOfRow(row: DeliveryRow): Delivery {
  const place = (column: string) => `deliveries.${column} of delivery ${row.id}`;
  const time = (text: string | null) => (text === null ? null : dateOf(text));
  return {
    id: row.id,
    deliveryKey: row.delivery_key,
    thing: row.thing,
    window: row.time_window,
    target: row.target,
    state: checked(STATE, row.state, place('state')),
    attempts: row.attempts,
    content: row.content === null ? null : jsonOf(row.content, place('content')),
    plannedAt: dateOf(row.planned_at),
    dueAt: dateOf(row.due_at ?? row.planned_at),
    deadline: time(row.deadline),
    claimedBy: row.claimed_by,
    claimedAt: time(row.claimed_at),
    sentAt: time(row.sent_at),
    messageIds:
      row.message_ids === null ? [] : checked(MESSAGE_IDS, jsonOf(row.message_ids, place('message_ids')), place('message_ids')),
    lastError: row.last_error,
    toldAt: time(row.told_at),
  };
}

const STATE = z.enum(DELIVERY_STATES);
const MESSAGE_IDS = z.array(z.string());
