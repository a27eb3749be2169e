import type { Database } from '../database.ts';
import type { Records } from '../records.ts';
import { alertsIn } from './alerts.ts';
import { answersIn } from './answers.ts';
import { auditLogIn } from './audit-log.ts';
import { deliveriesIn } from './deliveries.ts';
import { handledIn } from './handled.ts';
import { schedulesIn } from './schedules.ts';
import { subscriptionsIn } from './subscriptions.ts';

/** The records over a database. */
export function recordsOf(database: Database): Records {
  return {
    answers: answersIn(database),
    handled: handledIn(database),
    auditLog: auditLogIn(database),
    subscriptions: subscriptionsIn(database),
    deliveries: deliveriesIn(database),
    schedules: schedulesIn(database),
    alerts: alertsIn(database),
  };
}
