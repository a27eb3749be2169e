import assert from 'node:assert/strict';

/** Equal within a relative tolerance (absolute below 1). */
export function assertClose(actual: number, expected: number, tolerance = 1e-9, what = 'value'): void {
  const allowed = tolerance * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual} is not within ${allowed} of ${expected}`);
}
