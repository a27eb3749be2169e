import type { CompleteRun, Profile, Segment, Store } from '#pipeline';
import type { ColourKey } from '../charts/spec.ts';
import { list } from '../format.ts';
import type { Provenance, View, ViewDefinition } from './view.ts';

/** A view ready to be made of any run. */
export type MakeView = (store: Store, run: CompleteRun, profile: Profile) => Promise<View>;

/** Joins the two steps of a view. */
export function define<Data>(definition: ViewDefinition<Data>): MakeView {
  return async (store, run, profile) => definition.build(await definition.load(store, run, profile), run, profile);
}

export function provenanceOf(run: CompleteRun, { entity }: Profile): Provenance {
  return { runId: run.id, asOf: run.asOf, users: run.rows, entity, trust: run.trust.level, banner: bannerOf(run, entity) };
}

/** How readers see a segment's name: marked where the behaviour does not bear it out. */
export function displayName({ name, nameSupported }: Pick<Segment, 'name' | 'nameSupported'>): string {
  return nameSupported ? name : `${name} (unproven)`;
}

/** The display name of a segment that is known by its stored name; names of older runs stay as they are. */
export function displayNames(run: CompleteRun): (name: string) => string {
  const byName = new Map(run.segments.map((segment) => [segment.name, displayName(segment)]));
  return (name) => byName.get(name) ?? name;
}

export function colourOf(segment: Pick<Segment, 'cluster'>): ColourKey {
  return { segment: segment.cluster };
}

/** Segments that a banner names; more would hide what it says. */
const NAMED = 3;

function bannerOf({ trust, segments }: CompleteRun, { many }: Profile['entity']): string | null {
  if (trust.level !== 'weak') return null;
  const names = segments.length > NAMED ? `the ${segments.length} segments` : list(segments.map(({ name }) => `“${name}”`));
  return `Trust in these segments is weak: do not act on ${names} as if they were different kinds of ${many}. ${trust.reasons[0]}`;
}
