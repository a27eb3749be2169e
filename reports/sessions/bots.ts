import { BOT_RULES, type BotRule, type CompleteRun, type Profile, UNUSUAL_FROM } from '#pipeline';
import type { ScatterSpec } from '../charts/spec.ts';
import { count, counted, list, share, upperFirst } from '../format.ts';
import type { Table, View } from '../views/view.ts';
import type { BotFindings } from './findings.ts';
import { sessionProvenance } from './provenance.ts';

/** Sessions that no person makes, by rule, and those that are unusual in ways no rule knows. */
export function buildBots(rows: BotFindings, run: CompleteRun, profile: Profile): View {
  const { bots, sessions } = rows;
  const byRule = Map.groupBy(bots, ({ rule }) => rule);
  return {
    name: 'bots',
    title: 'Bots',
    finding:
      bots.length === 0
        ? 'No session breaks a rule for bots.'
        : `${counted(bots.length, SESSIONS)} of ${count(sessions.count)} (${share(bots.length / sessions.count)}) come from bots: ${list([...byRule].map(([rule, own]) => `${count(own.length)} ${IN_WORDS[rule]}`))}.`,
    table: {
      title: 'Flagged by rule',
      columns: [
        { key: 'rule', label: 'Rule' },
        { key: 'sessions', label: 'Sessions', format: { kind: 'count' } },
        { key: 'users', label: 'Users', format: { kind: 'count' } },
        { key: 'reason', label: 'For example' },
      ],
      rows: [...byRule].map(([rule, own]) => [
        rule,
        own.length,
        new Set(own.map(({ index }) => sessions.userIds[index] ?? index)).size,
        own[0]!.reason,
      ]),
    },
    charts: [paces(rows)],
    details: [unusualTable(rows)],
    notes: [
      `Rules: more than ${BOT_RULES.eventsPerSecond} events or ${BOT_RULES.screensPerSecond} screens a second over at least ${BOT_RULES.leastCount}, or at least ${BOT_RULES.leastSessions} sessions of one user that are alike to ${share(BOT_RULES.spread)}. The isolation forest knows no rule: it shows sessions with a score from ${UNUSUAL_FROM} on, where 0.5 is usual.`,
      ...(rows.total > sessions.count
        ? [`Only the first ${count(sessions.count)} of ${count(rows.total)} sessions were looked at.`]
        : []),
    ],
    provenance: sessionProvenance(run, profile),
  };
}

const IN_WORDS: Readonly<Record<BotRule, string>> = {
  'too fast': 'too fast',
  'too many screens': 'with too many screens',
  'too regular': 'too regular',
};
const SESSIONS = { one: 'session', many: 'sessions' };
const MOST_UNUSUAL = 10;

/** What the forest adds to the rules. */
function unusualTable({ unusual, bots, sessions }: BotFindings): Table {
  const known = new Set(bots.map(({ index }) => index));
  const others = (unusual?.flagged ?? []).filter(({ index }) => !known.has(index));
  return {
    title: 'Unusual, though no rule is broken',
    singles: true,
    columns: [
      { key: 'session', label: 'Session' },
      { key: 'score', label: 'Score', format: { kind: 'number', digits: 2 } },
      { key: 'reason', label: 'What sets it apart' },
    ],
    rows: others.slice(0, MOST_UNUSUAL).map(({ index, score, reason }) => [sessions.ids[index]!, score, reason]),
  };
}

const MOST_POINTS = 1500;
const RULES: readonly BotRule[] = ['too fast', 'too many screens', 'too regular'];

/** People as a fair sample, bots in the accents. Sessions without a pace have no point. */
function paces({ sessions, bots }: BotFindings): ScatterSpec {
  const { events_per_second: events, screens_per_second: screens } = sessions.numbers;
  const ruleOf = new Map(bots.map(({ index, rule }) => [index, rule]));
  const every = Math.max(1, Math.ceil((sessions.count - bots.length) / MOST_POINTS));
  const pointsOf = (rule: BotRule | undefined, step: number) =>
    [...sessions.ids.keys()]
      .filter((index) => ruleOf.get(index) === rule && events[index]! >= 0 && screens[index]! >= 0)
      .filter((_, place) => place % step === 0)
      .map((index) => ({ x: events[index]!, y: screens[index]!, label: sessions.ids[index]! }));
  return {
    mark: 'scatter',
    title: 'Pace of sessions',
    description: `Points of sessions by events and screens a second: people near the origin, and bots: ${RULES.map((rule) => `${rule} ${count(bots.filter((bot) => bot.rule === rule).length)}`).join(', ')}.`,
    x: { label: 'Events a second', format: { kind: 'number', digits: 2 } },
    y: { label: 'Screens a second', format: { kind: 'number', digits: 2 } },
    series: [
      // what comes first is drawn above the rest, and bots that are only too regular lie among people
      ...RULES.map((rule, index) => ({ name: upperFirst(rule), colour: { accent: index }, points: pointsOf(rule, 1) })),
      { name: 'No rule broken', colour: { neutral: 2 }, points: pointsOf(undefined, every) },
    ].filter(({ points }) => points.length > 0),
  };
}
