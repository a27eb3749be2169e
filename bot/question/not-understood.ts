import type { Aggregate, Query } from './query.ts';

/** Thrown inside the parser only: this reading of the question has no meaning. The message is for the asker. */
export class NotUnderstood extends Error {
  /** What the words can mean, where that is more than one thing. */
  readonly readings: readonly Query[];

  constructor(message: string, readings: readonly Query[] = []) {
    super(message);
    this.readings = readings;
  }
}

/** The words leave open which figure of a measure is meant. */
export class UnclearAggregate extends NotUnderstood {
  readonly choices: readonly Aggregate[];

  constructor(message: string, choices: readonly Aggregate[]) {
    super(message);
    this.choices = choices;
  }
}

/** A number beside users that may be their age, but need not. */
export class UnclearRange extends NotUnderstood {}

/** The words name users, groups or runs, but no figure of them. */
export class NoFigure extends NotUnderstood {}
