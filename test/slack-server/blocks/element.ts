import type { Kind } from './kind.ts';
import { confirm, flag, id, plainText } from './objects.ts';

/** The field of a block an element stands in. */
export type Place = 'accessory' | 'actions' | 'input' | 'context_actions' | 'card';

/** A kind of element and where it may stand. */
export type ElementKind = Kind & { readonly places: readonly Place[] };
export type ElementKinds = Readonly<Record<string, ElementKind>>;

export const ANYWHERE: readonly Place[] = ['accessory', 'actions', 'input'];
export const CLICKED: readonly Place[] = ['accessory', 'actions'];

/** Fields of everything with a placeholder that is chosen from. */
export const choosing = { action_id: id, placeholder: plainText(150).optional(), focus_on_load: flag, confirm };
