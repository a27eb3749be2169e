/**
 * Text from outside, made safe for a terminal: control characters, which could move the cursor or change colours, are
 * shown as �, and what is longer than `limit` ends in an ellipsis.
 */
export function clean(text: string, limit: number = Number.POSITIVE_INFINITY): string {
  const safe = text.replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
  return safe.length > limit ? `${safe.slice(0, limit - 1)}…` : safe;
}
