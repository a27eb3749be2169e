/**
 * One thing for one target and one window. It goes planned → claimed → sent, failed or unknown; `failed` is final, what
 * may succeed later is `planned` again, and `unknown` is resolved by looking for the delivery key.
 */
export interface Delivery {
  readonly id: number;
  /** Found again wherever the thing went: in a message's metadata, an e-mail's Message-ID, a folder's manifest. */
  readonly deliveryKey: string;
  /** Such as `report/weekly`. */
  readonly thing: string;
  /** The time it is for, in ISO and UTC, or another text that tells two times of a thing apart. */
  readonly window: string;
  /** Such as `channel:C024BE91L`. */
  readonly target: string;
  readonly state: DeliveryState;
  /** How often somebody set out to send it. */
  readonly attempts: number;
  /** JSON: what is to be sent, in the language of whoever planned it; null where `thing` and `window` say it all. */
  readonly content: unknown;
  readonly plannedAt: Date;
  /** Not to be sent, or looked for, before. */
  readonly dueAt: Date;
  /** Not to be tried any more after; null: no limit. */
  readonly deadline: Date | null;
  /** Whoever holds it now, or held it last. */
  readonly claimedBy: string | null;
  readonly claimedAt: Date | null;
  readonly sentAt: Date | null;
  /** What the receiving side calls it. */
  readonly messageIds: readonly string[];
  readonly lastError: string | null;
  /** When the owner learnt that it needs a person. */
  readonly toldAt: Date | null;
}

export const DELIVERY_STATES = ['planned', 'claimed', 'sent', 'failed', 'unknown'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface NewDelivery {
  readonly thing: string;
  readonly window: string;
  readonly target: string;
  readonly plannedAt: Date;
  /** `plannedAt` unless given. */
  readonly dueAt?: Date;
  readonly deadline?: Date | null;
  readonly content?: unknown;
}

/**
 * The ledger of deliveries, shared by all processes. Each change of a state is one conditional statement: of any number
 * of processes that try, one succeeds and the others learn that they did not.
 */
export interface Deliveries {
  /** Adds those that are not there yet, all or none; gives each as it now is, in the same order. */
  plan(deliveries: readonly NewDelivery[]): Promise<readonly Delivery[]>;
  /**
   * Adds the delivery that `next` makes of the latest one, as one step: of several processes each sees what another has
   * planned. `next` may be called more than once.
   *
   * @param until windows later than this are not seen
   * @returns undefined if `next` made none, or one that was there already
   */
  planNext(
    series: { readonly thing: string; readonly target: string; readonly until: string },
    next: (latest: Delivery | undefined) => NewDelivery | undefined,
  ): Promise<Delivery | undefined>;

  /**
   * Takes a planned delivery to send it, or an unknown one to look for it (which stays unknown meanwhile).
   *
   * @param by the process, unlike all others
   * @param leaseMs how long it is ours without `renew`; a claim that was abandoned becomes unknown, because nobody knows how far it got
   * @returns undefined if another was first
   */
  claim(delivery: Delivery, by: string, leaseMs: number, at: Date): Promise<Delivery | undefined>;
  /** False if the claim is not ours any more. */
  renew(claimed: Delivery, leaseMs: number): Promise<boolean>;
  /** True unless another process holds it now. Who knows that it was sent may say so also after the own claim ended. */
  sent(delivery: Delivery, messageIds: readonly string[], at: Date): Promise<boolean>;
  /** Certainly not sent. @param retryAt null: never again */
  failed(claimed: Delivery, error: string, retryAt: Date | null): Promise<boolean>;
  /** Perhaps sent. @param lookAt when it is to be looked for */
  unknown(claimed: Delivery, error: string, lookAt: Date): Promise<boolean>;
  /** Makes abandoned claims unknown; returns how many. */
  expire(at: Date): Promise<number>;
  /** A person decided that a failed or unknown one is to be sent. False if it is neither. */
  repeat(id: number, dueAt: Date, deadline: Date | null): Promise<boolean>;
  /** Remembers that the owner knows; until then `toldAt` is null. */
  told(id: number, at: Date): Promise<void>;

  byId(id: number): Promise<Delivery | undefined>;
  byKey(deliveryKey: string): Promise<Delivery | undefined>;
  /** Newest first; at most 100 unless said. */
  list(filter?: DeliveryFilter): Promise<readonly Delivery[]>;
  /** What is to be sent or looked for now, and is held by nobody; the longest due first. @param things beginnings of `thing` */
  due(now: Date, things: readonly string[]): Promise<readonly Delivery[]>;
}

export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[];
  readonly thing?: string;
  readonly target?: string;
  readonly limit?: number;
}

/** Since when schedules are known, so that the first start does not catch up on all of the past. */
export interface Schedules {
  /** Remembers a schedule that is new or was changed as known from `at`; returns since when it is. */
  since(name: string, definition: string, at: Date): Promise<Date>;
}
