/** A piece of a question. Words are lower case and without accents. */
export interface Token {
  readonly text: string;
  readonly kind: 'word' | 'number' | 'date' | 'comma' | 'dash' | 'other';
  /** Of a number; 80% is 0.8. */
  readonly value?: number;
  readonly percent?: boolean;
}
