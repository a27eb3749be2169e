import type { CompleteRun, Profile } from '#pipeline';
import { count, counted, day } from '#reports';
import type { AlertReport } from '../../alerts/alert.ts';
import { type Message, type MessageBlock, plainMessage } from '../message.ts';
import { alertLines, alertTitle } from './alert-lines.ts';
import { actions, bullets, DIVIDER, line, notes, paragraph, richText } from './elements.ts';
import { type OtherProfile, othersNote } from './others.ts';
import { bannerOf, originOf, provenanceLine, spokenText, warning } from './provenance.ts';
import { cut, mrkdwn } from './text.ts';
import { viewSelect } from './view-names.ts';

export interface AlertsParts {
  readonly report: AlertReport;
  readonly profile: Profile;
  readonly run: CompleteRun;
  /** What else is watched. */
  readonly others?: readonly OtherProfile[];
}

/** More in one message are not read; Slack has a limit too. */
const MOST_ALERTS = 5;
const LONGEST_SUMMARY = 600;
const LONGEST_LINE = 250;

/** What moved more than chance and history explain, most severe first. */
export function alertsMessage({ report, profile, run, others = [] }: AlertsParts): Message {
  const { alerts } = report;
  const lead = leadOf(report);
  const banner = bannerOf(run, profile);
  const shown = alerts.slice(0, MOST_ALERTS);
  const left = alerts.length - shown.length;
  return plainMessage(
    mrkdwn(spokenText(lead, banner && `⚠️ ${banner}`, ...shown.map((alert) => `${alertTitle(alert)}: ${alert.summary}`)), 3000),
    [
      paragraph({ bold: lead }),
      ...warning(banner),
      ...shown.flatMap((alert): readonly MessageBlock[] => [
        DIVIDER,
        richText(
          line({ bold: alertTitle(alert) }),
          line(cut(alert.summary, LONGEST_SUMMARY)),
          bullets(
            alertLines(alert, profile).map((spans) =>
              spans.map((span) => (typeof span === 'string' ? cut(span, LONGEST_LINE) : span)),
            ),
          ),
        ),
      ]),
      ...(left > 0 ? [DIVIDER, paragraph(`And ${count(left)} more: herald alerts shows all of them.`)] : []),
      ...notes([extentOf(report), provenanceLine(originOf(run, profile))]),
      ...othersNote(others, 'alerts'),
      ...actions(...viewSelect('Open a view…', profile)),
    ],
  );
}

function leadOf({ alerts, lookedAt, asOf }: AlertReport): string {
  if (alerts.length > 0) return `${counted(alerts.length, { one: 'alert', many: 'alerts' })} for ${day(asOf)}`;
  if (lookedAt.earlierRuns === 0) return 'No alerts: this is the first run, so there is nothing to compare it with yet.';
  return 'No alerts: nothing moved more than chance and history explain.';
}

function extentOf({ lookedAt, notEvaluated }: AlertReport): string {
  const { measures, slices, earlierRuns } = lookedAt;
  const unseen = notEvaluated.length === 0 ? '' : ` · ${count(notEvaluated.length)} slices too small or too new to judge`;
  return `${count(measures)} measures in ${count(slices)} slices compared with ${count(earlierRuns)} earlier ${earlierRuns === 1 ? 'run' : 'runs'}${unseen}`;
}
