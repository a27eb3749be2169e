import type { CompleteRun } from '#pipeline';
import { count, displayName, share } from '#reports';
import type { Span } from './elements.ts';

/** Each segment of a run on a line, with what to do for its users where the segments can be believed. */
export function segmentLines({ segments, trust }: CompleteRun): readonly (readonly Span[])[] {
  return segments.map((segment) => [
    { bold: displayName(segment) },
    `: ${count(segment.users)} users, ${share(segment.share)}`,
    ...(trust.level === 'weak' ? [] : ['. ', { italic: segment.action }]),
  ]);
}
