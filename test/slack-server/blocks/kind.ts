import { z } from 'zod';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

/** One type of block or element: where it may be, what it holds, and what its fields must be together. */
export interface Kind {
  readonly surfaces: readonly Surface[];
  readonly fields: z.ZodRawShape;
  readonly rules?: readonly Rule[];
}

/** Undefined where all is well. */
export type Rule = (value: Fields) => { readonly path: readonly PropertyKey[]; readonly message: string } | undefined;
export type Fields = Readonly<Record<string, unknown>>;

export const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home'];
export const MESSAGES: readonly Surface[] = ['message'];
export const MODALS: readonly Surface[] = ['modal'];

/** One of several types, told apart by `type`; any other type is unsupported. */
export function oneOfKinds(kinds: Readonly<Record<string, Kind>>, surface: Surface): z.ZodType {
  const allowed = Object.entries(kinds).filter(([, kind]) => kind.surfaces.includes(surface));
  const [first, ...rest] = allowed.map(([type, { fields, rules = [] }]) => typed(type, fields, rules));
  return z.discriminatedUnion('type', [first!, ...rest]);
}

/** An object of one `type`, without unknown keys. */
export function typed(type: string, fields: z.ZodRawShape, rules: readonly Rule[] = []) {
  return ruled(z.strictObject({ type: z.literal(type), ...fields }), rules);
}

/** An object whose fields must also fit together. */
export function ruled<T extends z.ZodType>(schema: T, rules: readonly Rule[]): T {
  return schema.superRefine((value, context) => {
    for (const rule of rules) {
      const broken = rule(value as Fields);
      if (broken !== undefined) context.addIssue({ code: 'custom', path: [...broken.path], message: broken.message });
    }
  });
}

/** At least one of the fields. */
export function anyOf(...names: readonly string[]): Rule {
  return (value) =>
    names.some((name) => value[name] !== undefined)
      ? undefined
      : { path: [], message: `must define either ${names.map((name) => `\`${name}\``).join(' or ')}` };
}

/** One of the fields and not more. */
export function exactlyOneOf(...names: readonly string[]): Rule {
  return (value) => {
    const given = names.filter((name) => value[name] !== undefined);
    return given.length > 1 ? { path: [], message: `must define only one of ${names.join(', ')}` } : anyOf(...names)(value);
  };
}
