import type { Order } from './query.ts';
import type { Role } from './words/index.ts';

/** What a phrase can mean. One phrase may mean several things; the place in the question then decides. */
export type Meaning =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'users'; readonly many: boolean }
  /** `factor`: how many of the unit of a measure one of it is, such as 60 of a minute for seconds. */
  | { readonly kind: 'unit'; readonly unit: string; readonly factor: number }
  /** `opposite`: every value but this one. */
  | { readonly kind: 'value'; readonly by: string; readonly value: string; readonly opposite?: true }
  | { readonly kind: 'dimension'; readonly by: string; readonly many: boolean }
  | { readonly kind: 'measure'; readonly column: string }
  /** Users above the threshold of a declared indicator: "at risk". */
  | { readonly kind: 'indicator'; readonly column: string; readonly above: number }
  /** "Oldest", "more engaged"; `beside` a noun only: long sessions. */
  | {
      readonly kind: 'adjective';
      readonly column: string;
      readonly order: Order;
      readonly degree: 'plain' | 'comparative' | 'superlative';
      readonly beside?: readonly string[];
    }
  /** Says of a limit which number it is about: "older than". */
  | { readonly kind: 'about'; readonly column: string; readonly beside?: readonly string[] }
  /** Adds nothing once the column is spoken of: "raised", "a week". */
  | { readonly kind: 'detail'; readonly column: string; readonly verb: boolean }
  /** One unit of a column beside a number: "stars". */
  | { readonly kind: 'counted'; readonly column: string }
  /** "Inactive for", "logged in within", "last seen", before a number of days. */
  | { readonly kind: 'lately'; readonly column: string; readonly bound: 'at least' | 'at most' | 'as said' };

export function sameMeaning(left: Meaning, right: Meaning): boolean {
  return JSON.stringify({ ...left, many: false }) === JSON.stringify({ ...right, many: false });
}
