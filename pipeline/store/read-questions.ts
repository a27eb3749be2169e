import type { Profile } from '../domain/profile.ts';
import type { UserRow } from '../domain/run.ts';
import type { Database } from './database.ts';
import type { Queryable } from './queryable.ts';
import type {
  CubeRequest,
  DetailsRequest,
  DetailsRow,
  QuestionRequest,
  RunCell,
  Statement,
  UserList,
  UserListRequest,
} from './question-requests.ts';
import { cubeStatement, detailsStatement, listStatement, matching, statementFor } from './question-statements.ts';
import { requireUsers } from './read-users.ts';
import { type CellRow, cellOfRow } from './rows.ts';

/** Ordered by run, segment, values and measure. */
export async function filteredCells(db: Queryable, request: CubeRequest): Promise<readonly RunCell[]> {
  const rows: readonly (CellRow & { readonly run_id: number })[] = await cubeStatement(db, request);
  return rows.map((row) => ({ runId: row.run_id, ...cellOfRow(row, request.dimensions) }));
}

/** Ordered by the values. */
export async function details(database: Database, profile: Profile, request: DetailsRequest): Promise<readonly DetailsRow[]> {
  const all = await database.readMany<FigureRow>((db) => detailsStatement(db, profile, request));
  const rows = all.filter((row) => Number(row.users) > 0); // without groups there is one row even over no users
  if (rows.length === 0) await database.read((db) => requireUsers(db, profile));
  return rows.map((row) => ({
    values: request.by.map((_, index) => String(row[`g${index}`])),
    users: Number(row.users),
    hits: Number(row.hits),
    count: Number(row.n),
    sum: Number(row.s ?? 0),
    sumOfSquares: Number(row.q ?? 0),
    minimum: numberOrNull(row.l),
    maximum: numberOrNull(row.h),
    median: numberOrNull(row.middle),
  }));
}

export async function listUsers(database: Database, profile: Profile, request: UserListRequest): Promise<UserList> {
  const [counted] = await database.readMany<{ readonly users: number | string }>((db) =>
    matching(db, profile, request).select(db.raw('COUNT(*) AS users')),
  );
  const found = Number(counted?.users ?? 0);
  if (found === 0) await database.read((db) => requireUsers(db, profile));
  const rows = await database.readMany<UserRow>((db) => listStatement(db, profile, request));
  return { users: found, rows: rows.map((row) => ({ ...row })) };
}

/** The statement that the methods above run, with its bindings, for people to read. */
export async function statementOf(db: Queryable, profile: Profile, request: QuestionRequest): Promise<Statement> {
  const { sql, bindings } = statementFor(db, profile, request).toSQL().toNative();
  return { sql, bindings };
}

type FigureRow = Readonly<Record<string, string | number | null>>;

function numberOrNull(value: string | number | null | undefined): number | null {
  return value == null ? null : Number(value);
}
