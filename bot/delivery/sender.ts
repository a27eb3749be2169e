/** One way to bring things to one target. */
export interface Sender<Item = Parcel> {
  /**
   * Sends once and says what became of it. What it throws counts as `unclear`.
   *
   * @param deliveryKey to be left where `find` can see it
   * @param signal given when the claim on the delivery is lost: stop, another process goes on
   * @param isFirst nobody tried before, so there is nothing to be found
   */
  send(item: Item, deliveryKey: string, signal: AbortSignal, isFirst?: boolean): Promise<SendOutcome>;
  /**
   * Looks whether something arrived. What it throws means that it could not look now.
   *
   * @param since it was not sent before
   */
  find(deliveryKey: string, since: Date): Promise<Found>;
}

/** What is brought to people. */
export interface Parcel {
  /** Names it in folders: lower-case letters, digits and hyphens, such as `weekly-report-2025-03-03`. */
  readonly name: string;
  readonly subject: string;
  /** The same as `html`, for those who read plain text. */
  readonly text: string;
  readonly html: string;
  readonly files: readonly ParcelFile[];
}

export interface ParcelFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export type SendOutcome =
  | {
      readonly outcome: 'sent';
      /** What the receiving side calls it, such as the `ts` of a message. */
      readonly messageIds: readonly string[];
    }
  /** Nothing arrived, and nothing will before a person does what `fix` says. */
  | { readonly outcome: 'refused'; readonly error: string; readonly fix: string }
  /** Nothing arrived; a little later it may. */
  | {
      readonly outcome: 'busy';
      readonly error: string;
      /** Where the receiving side says so. */
      readonly retryAfterMs?: number;
      /** What helps if it goes on; said to the owner when the deadline is over. */
      readonly fix?: string;
      /** The owner should hear of it the first time already. */
      readonly tellOwner?: boolean;
    }
  /** It may have arrived or not: it is looked for before anything is repeated. */
  | { readonly outcome: 'unclear'; readonly error: string };

export type Found =
  | { readonly found: 'sent'; readonly messageIds: readonly string[] }
  /** Certainly not there, and not on its way. */
  | { readonly found: 'not sent' }
  | { readonly found: 'cannot tell'; readonly reason: string };
