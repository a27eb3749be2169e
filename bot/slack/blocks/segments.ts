import type { CompleteRun, Profile } from '#pipeline';
import { counted, displayName, share } from '#reports';
import type { Span } from './elements.ts';
import { cut } from './text.ts';

const MOST_SEGMENTS = 12;
const LONGEST_NAME = 80;
const LONGEST_ACTION = 250;

/** Each segment of a run on a line, with what to do for its users where the segments can be believed. */
export function segmentLines({ segments, trust }: CompleteRun, { entity }: Profile): readonly (readonly Span[])[] {
  return segments
    .slice(0, MOST_SEGMENTS)
    .map((segment) => [
      { bold: cut(displayName(segment), LONGEST_NAME) },
      `: ${counted(segment.users, entity)}, ${share(segment.share)}`,
      ...(trust.level === 'weak' ? [] : ['. ', { italic: cut(segment.action, LONGEST_ACTION) }]),
    ]);
}
