import { z } from 'zod';
import type { Database } from '../database.ts';
import type { AuditEntry, AuditLog } from '../records.ts';
import { dateOf, sqlTime } from '../sql-time.ts';
import { checked, idText, jsonOf, jsonText, subjectText } from './values.ts';

/** Who looked at whom, who changed what. */
export function auditLogIn(database: Database): AuditLog {
  return {
    async record(entry) {
      const row = rowOfEntry(entry);
      await database.change((db) => db('audit_log').insert(row));
    },

    async recent(limit) {
      const rows: readonly AuditRow[] = await database.read((db) =>
        db('audit_log')
          .orderBy([
            { column: 'at', order: 'desc' },
            { column: 'id', order: 'desc' },
          ])
          .limit(limit)
          .select('id', 'at', 'actor', 'action', 'subject', 'details'),
      );
      return rows.map(entryOfRow);
    },
  };
}

interface NewAuditRow {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: string | null;
}

interface AuditRow extends NewAuditRow {
  readonly id: number;
}

const DETAILS = z.record(z.string(), z.unknown());

function rowOfEntry({ at, actor, action, subject, details }: AuditEntry): NewAuditRow {
  return {
    at: sqlTime(at),
    actor: idText(actor, 'audit_log.actor'),
    action: idText(action, 'audit_log.action'),
    subject: subject === null ? null : subjectText(subject),
    details: details === null ? null : jsonText(details, 'audit_log.details'),
  };
}

function entryOfRow({ id, at, details, ...row }: AuditRow): AuditEntry {
  const place = `audit_log.details of entry ${id}`;
  return { ...row, at: dateOf(at), details: details === null ? null : checked(DETAILS, jsonOf(details, place), place) };
}
