import { basename } from 'node:path';
import { type Column, idColumn, inputColumns, type Profile } from '../domain/profile.ts';
import { InputError } from '../errors.ts';
import { Duck, identifier } from '../ingest/duckdb.ts';
import { endOfTimes, fileDay } from '../ingest/file-day.ts';
import { readTelemetry } from '../ingest/read.ts';
import { inspect } from '../ingest/source.ts';
import type { Feature, Table } from '../learn/index.ts';

/** The users of one day, as a model sees them: every number and category column of the profile. */
export interface UserSnapshot {
  /** `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly ids: readonly string[];
  readonly table: Table;
}

/** Rows that were set aside as bad are counted, as runs do. */
export interface ReadSnapshot extends UserSnapshot {
  readonly file: string;
  readonly rejected: number;
}

/** @throws {InputError} where neither the name says, clearly, which day a file describes nor `given` does */
export function dayOf(file: string, given: string | undefined): string {
  const day = given ?? fileDay(file);
  if (day !== undefined) return day;
  throw new InputError(
    `${basename(file)} must have the day it describes in its name, as in users-2026-11-16.csv; or give --as-of`,
  );
}

/** Reads one file as a run would: the same checks, the same rows set aside. */
export async function readSnapshot(file: string, asOf: string, profile: Profile): Promise<ReadSnapshot> {
  await using duck = await Duck.open();
  const source = await inspect(
    duck,
    file,
    inputColumns(profile).map(({ name }) => name),
  );
  const { rows, rejects } = await readTelemetry(duck, [source], profile, endOfTimes(new Date(), [asOf]));
  const { ids, table } = await loadedUsers(duck, profile, rows);
  return { asOf, ids, table, file: basename(file), rejected: rejects.length };
}

/** What a DuckDB holds in its table `users`, in the order of its rows. */
export async function loadedUsers(duck: Duck, profile: Profile, rowCount: number): Promise<Pick<UserSnapshot, 'ids' | 'table'>> {
  const columns = modelColumns(profile);
  const builder = new SnapshotBuilder(columns, rowCount);
  const values = columns.map(({ kind, name }) => (kind === 'number' ? `CAST(${identifier(name)} AS DOUBLE)` : identifier(name)));
  const id = identifier(idColumn(profile).name);
  for await (const chunk of duck.chunks(`SELECT ${[id, ...values].join(', ')} FROM users`)) {
    const [ids, ...cells] = chunk.columns();
    builder.add(ids as string[], cells as (string | number | null)[][]);
  }
  return builder.build();
}

/** The columns a model may look at, in the order of the profile. */
export function modelColumns({ columns }: Profile): readonly Extract<Column, { kind: 'number' | 'category' }>[] {
  return columns.filter((column) => column.kind === 'number' || column.kind === 'category');
}

/** Collects rows column by column; a missing number is NaN, a missing category −1. */
export class SnapshotBuilder {
  readonly #ids: string[] = [];
  readonly #features: readonly Pick<Feature, 'kind' | 'name' | 'values'>[];
  readonly #codes: Map<string, number>[];

  constructor(columns: readonly Pick<Feature, 'kind' | 'name'>[], rowCount: number) {
    this.#features = columns.map(({ kind, name }) => ({ kind, name, values: new Float64Array(rowCount) }));
    this.#codes = columns.map(() => new Map());
  }

  /** @param cells one array per column, in the order of the columns */
  add(ids: readonly string[], cells: readonly (readonly (string | number | null)[])[]): void {
    const first = this.#ids.length;
    for (const id of ids) this.#ids.push(id);
    for (const [j, { kind, values }] of this.#features.entries()) {
      const codes = this.#codes[j]!;
      for (const [i, cell] of cells[j]!.entries()) values[first + i] = kind === 'number' ? numberOf(cell) : codeOf(cell, codes);
    }
  }

  build(): Pick<UserSnapshot, 'ids' | 'table'> {
    const features = this.#features.map(
      ({ kind, ...feature }, j): Feature =>
        kind === 'number' ? { kind, ...feature } : { kind, ...feature, categories: [...this.#codes[j]!.keys()] },
    );
    return { ids: this.#ids, table: { rowCount: this.#ids.length, features } };
  }
}

function numberOf(cell: string | number | null): number {
  return cell === null ? Number.NaN : Number(cell);
}

function codeOf(cell: string | number | null, codes: Map<string, number>): number {
  if (cell === null) return -1;
  const category = String(cell);
  const known = codes.get(category);
  if (known !== undefined) return known;
  codes.set(category, codes.size);
  return codes.size - 1;
}
