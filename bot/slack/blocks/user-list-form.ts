import { type Filter, type Profile, type RangeFilter, SEGMENT } from '#pipeline';
import { canonical } from '../../question/canonical.ts';
import { NotUnderstood } from '../../question/not-understood.ts';
import { type ListQuery, MAX_LISTED, problemOf } from '../../question/query.ts';
import { formInputs } from './form-state.ts';
import { capitalised } from './text.ts';
import { boundedColumns, FIELD, orderOf } from './user-list-fields.ts';

/** A list, or what is wrong, by the `block_id` of the field. */
export type ParsedUserList =
  | { readonly ok: true; readonly query: ListQuery }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Reads the submitted form for a list of users.
 * @param state the `state` of the view
 */
export function parseUserListForm(state: unknown, profile: Profile): ParsedUserList {
  const input = formInputs(state);
  if (input === undefined)
    return { ok: false, errors: { [FIELD.limit]: 'The form could not be read; close it and open it again.' } };
  const errors: Record<string, string> = {};
  const limit = Number(input(FIELD.limit)?.value?.trim() || Number.NaN);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LISTED) {
    errors[FIELD.limit] = `Write a whole number from 1 to ${MAX_LISTED}.`;
  }
  const chosen = [SEGMENT, ...profile.dimensions.map(({ name }) => name)].flatMap((by): readonly Filter[] => {
    const options = input(by === SEGMENT ? FIELD.segment : FIELD.dimension(by))?.selected_options ?? [];
    return options.length === 0 ? [] : [{ kind: 'values', by, values: options.map(({ value }) => value), negated: false }];
  });
  const ranges = boundedColumns(profile).flatMap((column) => {
    const ends = { low: FIELD.atLeast(column), high: FIELD.atMost(column) };
    return rangeOf(column, input(ends.low)?.value, input(ends.high)?.value, ends, profile, errors);
  });
  const order = orderOf(input(FIELD.order)?.selected_option?.value ?? '', profile) ?? null;
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return whole({ kind: 'list', filters: [...chosen, ...ranges], order, limit }, profile);
}

type Ends = { readonly low: string; readonly high: string };

/** The range between two inputs; none where both are empty. What is wrong goes to `errors`. */
function rangeOf(
  column: string,
  low: string | null | undefined,
  high: string | null | undefined,
  ends: Ends,
  profile: Profile,
  errors: Record<string, string>,
): readonly RangeFilter[] {
  const bound = (end: keyof Ends, text: string | null | undefined) => {
    if (text == null || text.trim() === '') return {};
    const value = Number(text);
    if (!Number.isFinite(value)) {
      errors[ends[end]] = 'Write a number, such as 0.8.';
      return {};
    }
    const single = { kind: 'range', column, [end]: { value, inclusive: true } } as RangeFilter;
    const problem = problemOf({ kind: 'list', filters: [single], order: null, limit: 1 }, profile);
    if (problem !== undefined) errors[ends[end]] = sentence(problem);
    return { [end]: { value, inclusive: true } };
  };
  const range: RangeFilter = { kind: 'range', column, ...bound('low', low), ...bound('high', high) };
  if (range.low === undefined && range.high === undefined) return [];
  if (range.low !== undefined && range.high !== undefined && range.low.value > range.high.value) {
    errors[ends.high] = `Write at least ${range.low.value}, or nothing: no ${profile.entity.one} is in an empty range.`;
  }
  return [range];
}

function whole(query: ListQuery, profile: Profile): ParsedUserList {
  try {
    return { ok: true, query: canonical(query, profile) as ListQuery };
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    return { ok: false, errors: { [FIELD.limit]: sentence(error.message) } };
  }
}

function sentence(text: string): string {
  return `${capitalised(text)}.`;
}
