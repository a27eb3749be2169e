/** Every failure that has a name. `code` is the contract; the wording may improve freely. */
export abstract class HeraldError extends Error {
  abstract readonly code: string;
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** There are too few rows, or too many clusters, for the clustering to mean anything. */
export class ClusterCountError extends HeraldError {
  readonly code = 'CLUSTER_COUNT';
  /** @param many what the rows are */
  constructor(k: number, rowCount: number, many = 'rows') {
    super(`k must be at least 2 and less than the number of ${many} (${rowCount}), got ${k}; choose another --k or add ${many}`);
  }
}

/** All rows are the same in every feature. */
export class NoVariationError extends HeraldError {
  readonly code = 'NO_VARIATION';
  constructor(distinct: number, k: number) {
    super(`${k} clusters need at least ${k} different rows, found ${distinct}; check that the input holds real behaviour`);
  }
}

/** The input file cannot be opened or is not what its name says. */
export class InputError extends HeraldError {
  readonly code = 'INPUT_UNREADABLE';
}

/** The input has no rows. */
export class EmptyInputError extends HeraldError {
  readonly code = 'INPUT_EMPTY';
}

/** Declared columns are not in the input. */
export class MissingColumnsError extends HeraldError {
  readonly code = 'COLUMNS_MISSING';
}

/** Too large a share of the rows had to be set aside. */
export class TooManyRejectsError extends HeraldError {
  readonly code = 'TOO_MANY_REJECTS';
}

/** Reading and cleaning need more memory or temporary disk than there is. */
export class ScratchSpaceError extends HeraldError {
  readonly code = 'SCRATCH_FULL';
}

/** The store cannot be reached, refuses, or has gone away. */
export class StoreError extends HeraldError {
  readonly code = 'STORE_FAILED';
}

/** A DATABASE_URL that names no store we know. */
export class DatabaseUrlError extends HeraldError {
  readonly code = 'DATABASE_URL';
}

/** There is no such run, or no run at all yet. */
export class RunNotFoundError extends HeraldError {
  readonly code = 'RUN_NOT_FOUND';

  /** @param address of the store that holds no run */
  static none(address: string): RunNotFoundError {
    return new RunNotFoundError(
      `there is no run in ${address} yet; make one with herald run FILE, or name another database in DATABASE_URL (the demo's is sqlite:.herald/demo/demo.db)`,
    );
  }
}

/** The user pressed Ctrl-C, or the service is stopping. */
export class InterruptedError extends HeraldError {
  readonly code = 'INTERRUPTED';
  constructor() {
    super('the run was stopped before it was stored; nothing was changed');
  }
}
