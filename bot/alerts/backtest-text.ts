import type { Profile } from '#pipeline';
import { count, counted, day, decimal, list } from '#reports';
import { terminalTable } from '../terminal/table.ts';
import { clean } from '../terminal/text.ts';
import type { Backtest, BacktestAlert, BacktestRule } from './backtest.ts';
import { sliceInWords } from './words.ts';

/** A backtest for the terminal: each rule, each alert it would have opened, and how many to expect. */
export function backtestText({ runs, rules, alerts, alertsPerWeek }: Backtest, profile: Profile): string {
  const judged = runs.filter((run) => run.judged);
  const [first, last] = [judged[0], judged.at(-1)];
  if (first === undefined || last === undefined) return 'No run has a past to be compared with yet: two are needed.';
  const heading = `${counted(judged.length, RUNS)} judged, from ${day(first.asOf)} to ${day(last.asOf)}`;
  const sum = `${counted(alerts.length, ALERTS)}, one for each incident, under the rule that shows it best; with the rules that are switched on, expect ${decimal(alertsPerWeek, 1)} a week.`;
  return [heading, ruleTable(rules), ...alerts.map((alert) => alertLine(alert, profile)), sum].join('\n');
}

function ruleTable(rules: readonly BacktestRule[]): string {
  return terminalTable({
    title: 'Rules',
    columns: [
      { key: 'rule', label: 'Rule' },
      { key: 'kind', label: 'Kind' },
      { key: 'enabled', label: 'On' },
      { key: 'firedIn', label: 'Fired in runs' },
      { key: 'opened', label: 'Alerts' },
      { key: 'alertsPerWeek', label: 'A week', format: { kind: 'number', digits: 2 } },
    ],
    rows: rules.map(({ name, kind, enabled, firedIn, opened, behind, alertsPerWeek }) => [
      name,
      kind,
      enabled ? 'yes' : 'no',
      firedIn.length === 0 ? '–' : list(firedIn.map(count)),
      alertsOf(opened, behind),
      alertsPerWeek,
    ]),
  });
}

/** @example alertsOf(0, ['crashes']) // 'told by crashes' */
function alertsOf(opened: number, behind: readonly string[]): string {
  if (behind.length === 0) return opened === 0 ? '–' : count(opened);
  return `${opened === 0 ? '' : `${count(opened)}, `}told by ${list(behind)}`;
}

function alertLine({ severity, rule, slice, openedIn, resolvedIn, summary }: BacktestAlert, profile: Profile): string {
  const end = resolvedIn === null ? 'still open' : `resolved with run ${resolvedIn}`;
  return clean(`${severity.toUpperCase()} · ${rule} · ${sliceInWords(slice, profile)} · run ${openedIn}, ${end}: ${summary}`);
}

const RUNS = { one: 'run', many: 'runs' };
const ALERTS = { one: 'alert', many: 'alerts' };
