import type { Encoder } from '../prepare/encoder.ts';

/** A weighted sum of encoded columns: log odds of the positive class, or the value itself. */
export interface LinearWeights {
  readonly encoder: Encoder;
  readonly intercept: number;
  /** One an encoded column. */
  readonly coefficients: readonly number[];
  /** Means of the encoded columns over the training rows: contributions are relative to them. */
  readonly means: readonly number[];
}
