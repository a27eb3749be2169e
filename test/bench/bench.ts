/** Something measured on this machine, for people to compare with the same on theirs. */
export interface Bench {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** How long it takes, about, once the data are made. */
  readonly takes: string;
  /** Whether it runs when none is named. */
  readonly usual: boolean;
  /**
   * @param say told what is going on, a line at a time
   * @returns what was measured, as Markdown below the title
   */
  run(say: (line: string) => void): Promise<string>;
}
