import { phrases } from '../phrases.ts';
import type { Words } from './role.ts';

/** Words for what no question can be about, with where to look instead. */
export const OUTSIDE_WORDS: Words = [
  [
    {
      kind: 'outside',
      reason:
        'questions are about figures, not about who moved; the weekly report says how many changed segment, and from which to which',
    },
    phrases(`
      moved, move, moves, moving, mover, movers, switched, switch, switching, migrated, migrate, migration, became, become,
      becoming, turned into, turn into, transition, transitioned, transitions, upgraded, upgrade, upgrades, downgraded,
      downgrade, converted, convert, left, leaving
    `),
  ],
  [
    {
      kind: 'outside',
      reason: 'the data say what is, not why; compare groups, or look at the alerts, which name what carries a change',
    },
    phrases('why, how come, what caused, what causes, what is causing, cause, causes, caused, reason, reasons'),
  ],
  [
    {
      kind: 'outside',
      reason:
        'of what is to come only who is likely to churn is foreseen, by a trained model ("which users are likely to churn"); runs tell what was measured, up to the current one',
    },
    phrases(`
      predict, predicted, prediction, predictions, forecast, forecasts, project, projected, projection, next week, next month,
      next quarter, next year, tomorrow, will, will be, going to, gonna, future
    `),
  ],
  [
    {
      kind: 'outside',
      reason: 'there is no figure for how two measures go together; the view `deep-dive` draws engagement against churn risk',
    },
    phrases(`
      correlation, correlations, correlate, correlates, correlated, relationship, regression, depend on, depends on
    `),
  ],
  [
    { kind: 'outside', reason: 'questions only read; they change, send and delete nothing' },
    phrases(`
      delete, drop table, truncate, insert, update users, remove users, send, email them, notify, message them, ban, block,
      refund, export, download the, rename
    `),
  ],
  [
    { kind: 'outside', reason: 'questions are about figures of the data; type `help` for what else there is' },
    phrases(`
      who are you, what are you, what can you do, what do you do, how do you work, what do you know, help, help me
    `),
  ],
  [
    {
      kind: 'outside',
      reason: 'questions are about what runs measured; `herald doctor`, or `status` in Slack, tells of the runs',
    },
    phrases('how many runs, number of runs, count of runs, how many runs are there'),
  ],
  [
    { kind: 'outside', reason: 'what the words mean is in the README; questions are about figures' },
    phrases(`
      define, definition, definition of, meaning, meaning of, calculated, computed, measured, explain, defined
    `),
  ],
];
