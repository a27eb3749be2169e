import type { Query } from './query.ts';

/** Thrown inside the parser only: this reading of the question has no meaning. The message is for the asker. */
export class NotUnderstood extends Error {
  /** What the words can mean, where that is more than one thing. */
  readonly readings: readonly Query[];

  constructor(message: string, readings: readonly Query[] = []) {
    super(message);
    this.readings = readings;
  }
}
