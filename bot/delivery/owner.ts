/** Whoever keeps Herald running, and wants to know what needs a person. */
export interface Owner {
  /** Told at least once for each key; after a crash perhaps again. */
  tell(notice: Notice): Promise<void>;
}

export interface Notice {
  readonly key: string;
  /** What happened and what to do, in plain text. */
  readonly text: string;
}
