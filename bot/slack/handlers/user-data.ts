import { LAPSE_PROBABILITY, type Profile, SEGMENT } from '#pipeline';
import type { UserCard } from '#reports';
import type { Answer } from '../../question/answer.ts';
import type { ListQuery } from '../../question/query.ts';
import { refusedMessage } from '../blocks/refused.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';

/** Someone who may see user data, and the columns that they still may not. */
export interface Admitted {
  readonly masked: ReadonlySet<string>;
}

/** Checks and records a list of users; undefined, with the asker told why, where it is refused. */
export async function admittedList(desk: Desk, request: Request, query: ListQuery): Promise<Admitted | undefined> {
  const { asker, place, reply } = request;
  const decision = await desk.gatekeeper.admit('list', asker, place, desk.profile.name, { query });
  if (!decision.allowed) {
    await reply.whisper(refusedMessage({ ability: 'list', reason: decision.reason, profile: desk.profile }));
    return undefined;
  }
  const masked = await desk.gatekeeper.masked(asker, place);
  const hidden = columnsOf(query, desk.profile).find((column) => masked.has(column));
  if (hidden === undefined) return { masked };
  // To choose or order by a column tells what it holds.
  await reply.whisper(
    refusedMessage({ ability: 'list', reason: 'masked', column: labelOf(hidden, desk.profile), profile: desk.profile }),
  );
  return undefined;
}

/** A list without the columns that are hidden from the asker. */
export function withoutMasked(answer: Answer, masked: ReadonlySet<string>): Answer {
  const kept = answer.table.columns.flatMap(({ key }, index) => (masked.has(key) ? [] : [index]));
  const { title, columns, rows } = answer.table;
  return {
    ...answer,
    table: { title, columns: kept.map((index) => columns[index]!), rows: rows.map((row) => kept.map((index) => row[index]!)) },
  };
}

/** A card without the columns, key figures and reasons that are hidden from the asker. */
export function cardWithoutMasked(card: UserCard, masked: ReadonlySet<string>): UserCard {
  return {
    ...card,
    columns: card.columns.filter(({ name }) => !masked.has(name)),
    kpis: card.kpis.filter(({ measure }) => !masked.has(measure.column)),
    pulls: card.pulls.filter(({ feature }) => !masked.has(feature)),
    outlook: card.outlook && { ...card.outlook, drivers: card.outlook.drivers.filter(({ column }) => !masked.has(column)) },
  };
}

/** The columns that a list is chosen and ordered by. Who has no model gets the given score for what it would foresee. */
function columnsOf({ filters, order }: ListQuery, profile: Profile): readonly string[] {
  const chosen = filters.map((filter) => {
    if (filter.kind === 'range') return filter.column;
    return filter.by === SEGMENT ? SEGMENT : (profile.dimensions.find(({ name }) => name === filter.by)?.column ?? filter.by);
  });
  const named = [...chosen, ...(order === null ? [] : [order.column])];
  return named.flatMap((column) => (column === LAPSE_PROBABILITY && profile.lapse ? [column, profile.lapse.givenScore] : column));
}

function labelOf(name: string, { columns }: Profile): string {
  return columns.find((column) => column.name === name)?.label ?? name;
}
