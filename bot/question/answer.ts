import { type CompleteRun, type Profile, SEGMENT, type Store, type UserRow } from '#pipeline';
import { type ChartSpec, count, day, displayNames, formatNumber, type Table } from '#reports';
import type { Answered } from './answered.ts';
import { chartOf } from './chart.ts';
import { loadFigures } from './figures.ts';
import { formatOfFigure } from './formats.ts';
import { listTable } from './list-table.ts';
import { plainMeasure } from './measures.ts';
import { noSuchRun, withheldNote } from './notes.ts';
import { asOfQuery, groupingsOf, type ListQuery, type Query } from './query.ts';
import { listRequest, partOf } from './requests.ts';
import { oneOf, restate, usersPhrase } from './restate.ts';
import { sentenceOf } from './sentence.ts';
import { withoutSmallGroups } from './small-groups.ts';
import { spokenLabel } from './spoken-label.ts';
import { sorted, tableOf } from './table.ts';

/** The answer to a query, ready for any surface. */
export interface Answer {
  /** The query in words. */
  readonly understood: string;
  readonly query: Query;
  readonly sentence: string;
  readonly table: Table;
  readonly chart: ChartSpec | null;
  readonly runId: number;
  readonly asOf: string;
  /** Users of the run. */
  readonly users: number;
  /** What they are. */
  readonly entity: Profile['entity'];
  /** How far the segments of the run can be trusted. */
  readonly trust: CompleteRun['trust']['level'];
  /** Set where the answer depends on segments whose trust is weak. */
  readonly banner: string | null;
}

/** What answers need of a store. */
export type Figures = Pick<Store, 'filteredCells' | 'details' | 'listUsers'>;

type UserList = Awaited<ReturnType<Store['listUsers']>>;

/**
 * Answers a query.
 *
 * @param run the current one
 * @param runs those that the query reads, oldest first; none where the earlier one does not exist
 * @param smallestGroup users a group must have to be shown; all groups are shown unless given
 */
export async function answerQuery(
  store: Figures,
  run: CompleteRun,
  runs: readonly CompleteRun[],
  profile: Profile,
  query: Query,
  smallestGroup?: number,
): Promise<Answer> {
  const about = runs.at(-1) ?? run;
  const frame = {
    understood: restate(query, profile),
    query,
    runId: about.id,
    asOf: about.asOf,
    users: about.rows,
    entity: profile.entity,
    trust: about.trust.level,
    banner: bannerOf(query, about, profile),
    chart: null,
  };
  const nothing = { title: '', columns: [], rows: [] };
  if (query.kind === 'list') {
    if (smallestGroup !== undefined) return { ...frame, sentence: listedElsewhere(profile), table: nothing };
    return { ...frame, ...(await list(store, run, profile, query)) };
  }
  const segmentName = displayNames(about);
  const loaded: Answered = {
    query,
    figures: runs.length === 0 ? [] : await loadFigures(store, runs, profile, query),
    runs: runs.length === 0 ? [run] : runs,
    profile,
    display: (by, value) => (by === SEGMENT ? segmentName(value) : value),
  };
  if (runs.length === 0) return { ...frame, sentence: noSuchRun(query, run), table: nothing };
  const figures = sorted(loaded);
  const shown =
    smallestGroup === undefined ? { figures, withheld: null } : withoutSmallGroups(query, figures, runs, smallestGroup);
  const note = withheldNote(shown.withheld, smallestGroup ?? 0, profile);
  if (shown.withheld?.all) return { ...frame, sentence: note, table: nothing };
  const answered = { ...loaded, figures: shown.figures };
  const said = dated(sentenceOf(answered), query, about);
  const sentence = note === '' ? said : `${said} ${note}`;
  return { ...frame, sentence, table: tableOf(answered), chart: chartOf(answered) };
}

/** What is asked of an earlier run says its day, because it may be read without what stands below. */
function dated(sentence: string, query: Query, { asOf }: CompleteRun): string {
  if (asOfQuery(query) === undefined || sentence.includes(day(asOf))) return sentence;
  return `${sentence.replace(/\.$/, '')}, as of ${day(asOf)}.`;
}

function listedElsewhere({ entity }: Profile): string {
  return `Single ${entity.many} are not shown here; ask in a direct message.`;
}

async function list(
  store: Figures,
  run: CompleteRun,
  profile: Profile,
  query: ListQuery,
): Promise<Pick<Answer, 'sentence' | 'table'>> {
  const request = listRequest(query, run.id);
  const found = await store.listUsers(request, profile.name);
  const sentence = `${listSentence(found, query, profile)}${await tieNote(store, request, found, profile)}`;
  return { sentence, table: listTable(found.rows, query, profile) };
}

/** Where more users have the last value of a list than it shows, which of them are in it is an accident. */
async function tieNote(
  store: Figures,
  request: ReturnType<typeof listRequest>,
  { users, rows }: UserList,
  profile: Profile,
): Promise<string> {
  const column = profile.columns.find(({ name, kind }) => name === request.order?.column && kind === 'number')?.name;
  const value = column === undefined ? null : rows.at(-1)?.[column];
  if (column === undefined || typeof value !== 'number' || rows.length === users) return '';
  const bound = { value, inclusive: true };
  const filters = [...request.filters, { kind: 'range', column, low: bound, high: bound } as const];
  const tied = await store.listUsers({ ...request, filters, limit: 1 }, profile.name);
  if (tied.users <= rows.filter((row) => row[column] === value).length) return '';
  const text = formatNumber(value, formatOfFigure({ kind: 'aggregate', aggregate: 'maximum', column }, profile));
  return ` In all ${count(tied.users)} ${profile.entity.many} have ${text}.`;
}

function listSentence({ users: total, rows }: UserList, { filters, order }: ListQuery, profile: Profile): string {
  const users = usersPhrase(filters, profile);
  if (total === 0) return `There are no ${users}.`;
  const part = rows.length < total ? `; ${count(rows.length)} of them ${rows.length === 1 ? 'is' : 'are'} listed` : '';
  if (order === null) return `There ${total === 1 ? `is 1 ${oneOf(users, profile)}` : `are ${count(total)} ${users}`}${part}.`;
  const format = formatOfFigure({ kind: 'aggregate', aggregate: 'maximum', column: order.column }, profile);
  const value = (row: UserRow | undefined) => formatNumber(Number(row?.[order.column] ?? Number.NaN), format);
  const label = spokenLabel(plainMeasure(order.column, profile).label);
  if (rows.length === 1) return `Of ${count(total)} ${users}, the one with the ${order.order} ${label}: ${value(rows[0])}.`;
  const [first, last] = [value(rows[0]), value(rows.at(-1))];
  return `Of ${count(total)} ${users}, the ${count(rows.length)} with the ${order.order} ${label}: ${first === last ? `${first} each` : `${first} to ${last}`}.`;
}

function bannerOf(query: Query, { trust, id }: CompleteRun, { entity }: Profile): string | null {
  const of = query.kind === 'list' ? [] : partOf(query.figure);
  const named = [...query.filters, ...of].some((filter) => filter.kind === 'values' && filter.by === SEGMENT);
  if (trust.level !== 'weak' || !(named || groupingsOf(query).includes(SEGMENT))) return null;
  return `Trust in the segments of run ${id} is weak: do not act on this answer as if they were different kinds of ${entity.many}. ${trust.reasons[0]}`;
}
