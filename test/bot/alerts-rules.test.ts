import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { alertRules, type Snapshot } from '#pipeline';
import {
  type AlertRules,
  activeRules,
  alertRuleFaults,
  alertRulesSchema,
  allRules,
  DEFAULT_ALERT_RULES,
  isEnabled,
  policies,
} from '../../bot/alert-rules.ts';
import type { ChangeEvidence } from '../../bot/alerts/alert.ts';
import { backtest } from '../../bot/alerts/backtest.ts';
import { backtestText } from '../../bot/alerts/backtest-text.ts';
import { delayAlert } from '../../bot/alerts/delay-alert.ts';
import { evaluate } from '../../bot/alerts/evaluate.ts';
import { problemOf } from '../../bot/question/query.ts';
import { restate } from '../../bot/question/restate.ts';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { runOf, type Spoil, weeklySnapshots } from '../support/weekly-snapshots.ts';

type Row = Parameters<Spoil>[0][number];

const OPTIONS = { users: 2000, weeks: 8, seed: 33, endDate: '2026-11-16', badRows: 0, incidents: 'none' } as const;

describe('the rules in the configuration', () => {
  it('are those of the profile unless changed', () => {
    assert.deepEqual(activeRules(profile, DEFAULT_ALERT_RULES), alertRules(profile.name));
  });

  it('change a threshold, and with it what is severe; the part of the level is asked for no more', () => {
    const rule = ruleOf({ 'churn-risk': { threshold: 0.02 } }, 'churn-risk');
    assert.deepEqual(rule.minimum, { absolute: 0.02, relative: 0 });
    assert.equal(rule.severe, 0.04);
    assert.equal(ruleOf({}, 'churn-risk').severe, 0.12);
  });

  it('change the smallest group and the sensitivity, of one rule or of all', () => {
    const settings = settingsWith({ crashes: { minimumGroup: 200, sensitivity: 'high' } }, { sensitivity: 'low' });
    const byName = new Map(activeRules(profile, settings).map((rule) => [rule.name, rule]));
    assert.equal(byName.get('crashes')?.minimumGroup, 200);
    assert.ok(byName.get('crashes')!.falseDiscoveryRate > byName.get('churn-risk')!.falseDiscoveryRate);
  });

  it('switch a rule off, which then opens nothing, and have it in the backtest all the same', () => {
    const settings = settingsWith({ crashes: { enabled: false } });
    assert.ok(!activeRules(profile, settings).some(({ name }) => name === 'crashes'));
    assert.ok(allRules(profile, settings).some(({ name }) => name === 'crashes'));
    assert.equal(policies(activeRules(profile, settings), settings)('crashes'), undefined);
  });

  it('add a rule on any measure of the profile', () => {
    const rule = ruleOf({ tickets: { kind: 'quality', measure: 'support_tickets_raised', threshold: 0.1 } }, 'tickets');
    assert.deepEqual(rule.figure, { kind: 'measure', measure: 'support_tickets_raised' });
    assert.equal(rule.minimum.absolute, 0.1);
  });

  it('are refused with the place of the fault', () => {
    const faults = alertRuleFaults(
      settingsWith({
        'churn-rsk': { threshold: 0.1 },
        mood: { kind: 'churn', measure: 'mood', threshold: 1 },
        crashes: { everyDays: 7 },
        trust: { kind: 'churn' },
      }),
      [profile],
    );
    assert.deepEqual(
      faults.map((fault) => fault.split(':')[0]),
      ['alerts.rules.churn-rsk', 'alerts.rules.mood', 'alerts.rules.crashes', 'alerts.rules.trust'],
    );
    assert.equal(alertRulesSchema.safeParse({ rules: { crashes: { minimumGroup: 5 } } }).success, false);
    assert.equal(alertRulesSchema.safeParse({ rules: { crashes: { treshold: 5 } } }).success, false);
  });
});

describe('a late run', () => {
  const run = runOf(3, '2026-11-02', 100);
  const now = new Date('2026-11-12T09:00:00Z');

  it('is no alert until somebody said how often one is to come', () => {
    assert.equal(delayAlert(run, activeRules(profile, DEFAULT_ALERT_RULES), now), undefined);
  });

  it('is an alert of its own fingerprint, with the day it was due', () => {
    const rules = activeRules(profile, settingsWith({ 'late-run': { everyDays: 7 } }));
    const alert = delayAlert(run, rules, now)!;
    assert.equal(alert.summary, 'The run of 9 November 2026 is 3 days late; the newest telemetry is of 2 November 2026.');
    assert.equal(alert.severity, 'high');
    assert.equal(delayAlert(run, rules, new Date('2026-11-10T09:00:00Z')), undefined);
  });
});

describe('a churn alert', () => {
  const free: Spoil = (rows, week) =>
    week < 7 ? rows : rows.map((row) => (row.subscription_type === 'Free' ? { ...row, churn_risk_score: riskier(row) } : row));

  it('carries the question that lists the Power Users behind it, and no name', () => {
    const { snapshots } = weeklySnapshots(OPTIONS, free);
    const alert = evaluate(snapshots, profile).alerts.find(({ kind }) => kind === 'churn')!;
    const { people } = alert.evidence as ChangeEvidence;
    assert.deepEqual(alert.slice, { subscription_type: 'Free' });
    assert.equal(problemOf(people!.query, profile), undefined);
    assert.match(restate(people!.query, profile), /^list 20 Power Users where plan is Free/);
    assert.doesNotMatch(JSON.stringify(alert), /"1\d{5}"/); // the ids of sample users
  });

  it('is made of Power Users at risk alone, when the mean of everybody hardly moves', () => {
    const isStruck = ({ engagement_score: engagement, user_id: id }: Row) => Number(engagement) > 72 && Number(id) % 9 === 0;
    const { snapshots } = weeklySnapshots(OPTIONS, (rows, week) =>
      week < 7 ? rows : rows.map((row) => (isStruck(row) ? { ...row, churn_risk_score: 0.9 } : row)),
    );
    const [alert, ...rest] = evaluate(snapshots, profile).alerts;
    assert.deepEqual(rest, []);
    assert.equal(alert?.rule, 'at-risk-best');
    assert.deepEqual(alert.slice, {});
    assert.match(alert.summary, /^Users above 0\.8 churn risk within Power Users rose from \d\.\d% to \d+\.\d%/);
    const { people, users } = alert.evidence as ChangeEvidence;
    assert.equal(people!.users, Math.round(users * Number(alert.to)));
    assert.match(restate(people!.query, profile), /^list 20 Power Users where churn risk is above 0\.8, by highest churn risk$/);
  });

  it('is made of Power Users who became Casual Users', () => {
    const isFallen = ({ user_id: id }: Row) => Number(id) % 12 === 0;
    const fallen = { engagement_score: 50, daily_active_minutes: 25, sessions_per_week: 4 };
    const { snapshots } = weeklySnapshots(OPTIONS, (rows, week) =>
      week < 7 ? rows : rows.map((row) => (isFallen(row) ? { ...row, ...fallen } : row)),
    );
    const [alert] = evaluate(snapshots, profile).alerts;
    assert.equal(alert?.rule, 'downgrades');
    assert.match(
      alert.summary,
      /^The share of Power Users who fell to Casual Users over all users rose from \d\.\d% to \d+\.\d%/,
    );
  });

  function riskier(row: Row): number {
    return Math.min(1, Number(row.churn_risk_score) + 0.15);
  }
});

describe('a backtest', () => {
  let snapshots: readonly Snapshot[];
  /** Crashes on Android in runs 4 and 5. */
  before(() => {
    snapshots = weeklySnapshots(OPTIONS, (rows, week) =>
      week === 3 || week === 4
        ? rows.map((row) =>
            row.device_type === 'Android'
              ? { ...row, crash_events_last_30_days: Number(row.crash_events_last_30_days) + 1 }
              : row,
          )
        : rows,
    ).snapshots;
  });

  const tested = (settings: AlertRules = DEFAULT_ALERT_RULES) =>
    backtest(snapshots, profile, policies(allRules(profile, settings), settings), (rule) => isEnabled(rule, settings));

  it('opens the alert with the run that shows it, resolves it two calm runs after, and opens no other', () => {
    const { alerts, runs, days } = tested();
    assert.deepEqual(
      alerts.map(({ rule, slice, openedIn, resolvedIn }) => ({ rule, slice, openedIn, resolvedIn })),
      [{ rule: 'crashes', slice: { device_type: 'Android' }, openedIn: 4, resolvedIn: 7 }],
    );
    assert.deepEqual([runs[0]!.judged, runs[1]!.judged], [false, true]);
    assert.equal(days, 49); // seven judged runs, a week apart
  });

  it('says in which runs each rule fires, and how many alerts a week to expect: one in seven weeks', () => {
    const { rules, alertsPerWeek } = tested();
    const byName = new Map(rules.map((rule) => [rule.name, rule]));
    assert.deepEqual(byName.get('crashes')?.firedIn, [4, 5]);
    assert.deepEqual(byName.get('crash-share')?.firedIn, [4, 5]);
    assert.deepEqual([byName.get('crashes')?.opened, byName.get('crash-share')?.opened], [1, 0]);
    assert.deepEqual([byName.get('crashes')?.behind, byName.get('crash-share')?.behind], [[], ['crashes']]);
    assert.ok(Math.abs(alertsPerWeek - 1 / 7) < 1e-12);
  });

  it('shows a rule that is off, without expecting its alerts', () => {
    const { rules, alertsPerWeek, alerts } = tested(settingsWith({ crashes: { enabled: false } }));
    assert.equal(rules.find(({ name }) => name === 'crashes')?.enabled, false);
    assert.equal(alerts.length, 1);
    assert.equal(alertsPerWeek, 0);
  });

  it('reads as a table, the alerts and their number', () => {
    const text = backtestText(tested(), profile);
    assert.match(text, /^7 runs judged, from 5 October 2026 to 16 November 2026\n/);
    assert.match(text, /│ crashes +│ crash +│ yes │ 4 and 5 +│ 1 +│ +0\.14 │/);
    assert.match(text, /│ crash-share +│ crash +│ yes │ 4 and 5 +│ told by crashes +│ +0\.00 │/);
    assert.match(text, /HIGH · crashes · users with device Android · run 4, resolved with run 7: Crashes per user/);
    assert.match(
      text,
      /1 alert, one for each incident, under the rule that shows it best; with the rules that are switched on, expect 0\.1 a week\.$/,
    );
  });
});

function settingsWith(rules: AlertRules['rules'], more: Partial<AlertRules> = {}): AlertRules {
  return { ...DEFAULT_ALERT_RULES, ...more, rules };
}

function ruleOf(rules: AlertRules['rules'], name: string) {
  return activeRules(profile, settingsWith(rules)).find((rule) => rule.name === name)!;
}
