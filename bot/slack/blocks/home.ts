import type { types } from '@slack/bolt';
import type { CompleteRun, Profile, Subscription } from '#pipeline';
import { count } from '#reports';
import type { AlertReport } from '../../alerts/alert.ts';
import type { Upcoming } from '../../schedule/upcoming.ts';
import { alertTitle } from './alert-lines.ts';
import { comingBlocks } from './coming.ts';
import {
  actions,
  bullets,
  button,
  DIVIDER,
  header,
  line,
  lineWith,
  notes,
  paragraph,
  preformatted,
  richText,
} from './elements.ts';
import { FIRST_RUN } from './failed.ts';
import { commandOf, ofProfile } from './of-profile.ts';
import { type OtherProfile, othersOnHome } from './others.ts';
import { exampleQuestions } from './prompts.ts';
import { bannerOf, originOf, provenanceLine, warning } from './provenance.ts';
import { ageWarning, leadOf } from './run-lead.ts';
import { segmentLines } from './segments.ts';
import { TRUST_WORDS } from './status.ts';
import { MOST_SUBSCRIPTIONS, subscriptionLines, targetInWords } from './subscription-lines.ts';
import { cut } from './text.ts';
import { viewSelect } from './view-names.ts';

export interface HomeParts {
  /** Undefined before the first. */
  readonly run: CompleteRun | undefined;
  /** Of that run. */
  readonly report: AlertReport | undefined;
  /** What else is watched. */
  readonly others?: readonly OtherProfile[];
  /** Those of the person. */
  readonly subscriptions: readonly Subscription[];
  /** Those that subscriptions can be about. */
  readonly profiles: readonly Profile[];
  /** Ids of channels among them that Herald is not in any more. */
  readonly absent?: ReadonlySet<string>;
  /** What happens by the clock. */
  readonly coming?: readonly Upcoming[];
  readonly mayList: boolean;
  readonly mayLookUp: boolean;
  readonly profile: Profile;
  readonly now: Date;
}

type Blocks = readonly types.HomeView['blocks'][number][];

const MOST_ALERTS = 3;
const LONGEST_SUMMARY = 400;

/** The Home tab of a profile: its current run, what moved, what to ask, and the person's subscriptions to anything. */
export function homeView(parts: HomeParts): types.HomeView {
  const { run, profile } = parts;
  const blocks = run === undefined ? beforeFirstRun(parts) : withRun(run, parts);
  return { type: 'home', private_metadata: profile.name, blocks: [...blocks] };
}

function beforeFirstRun(parts: HomeParts): Blocks {
  const { profile, others = [], coming = [], now } = parts;
  const { entity } = profile;
  return [
    header('Welcome to Herald'),
    paragraph(`I tell you about the segments of your ${entity.many}: in answers, alerts and a weekly report.`),
    paragraph('There is no run yet. Whoever runs Herald can make the first one from an export:'),
    richText(preformatted(FIRST_RUN, 200)),
    ...actions(...button('Refresh', { action: 'home-refresh', ...ofProfile(profile) })),
    ...(others.length === 0 ? [] : [DIVIDER, ...othersOnHome(others, now)]),
    DIVIDER,
    header('Your subscriptions'),
    ...subscriptionBlocks(parts),
    ...clockBlocks(coming),
  ];
}

function withRun(run: CompleteRun, parts: HomeParts): Blocks {
  const { report, others = [], coming = [], mayList, mayLookUp, profile, now } = parts;
  return [
    header(profile.title),
    paragraph({ bold: leadOf(run, profile, now) }, ageWarning(run, now)),
    paragraph(TRUST_WORDS[run.trust.level]),
    ...warning(bannerOf(run, profile)),
    richText(bullets(segmentLines(run, profile))),
    ...actions(
      ...viewSelect('Open a view…', profile),
      ...button('Weekly report', { action: 'report', ...ofProfile(profile) }),
      ...(mayList ? button(`List ${profile.entity.many}…`, { action: 'home-users', ...ofProfile(profile) }) : []),
      ...button('Refresh', { action: 'home-refresh', ...ofProfile(profile) }),
    ),
    ...(report === undefined ? [] : [DIVIDER, ...alertBlocks(report, profile)]),
    ...(others.length === 0 ? [] : [DIVIDER, ...othersOnHome(others, now)]),
    DIVIDER,
    header('Ask me'),
    ...exampleQuestions(profile).map((question, index) =>
      lineWith(
        question,
        button('Ask this', { action: 'ask', question, ...ofProfile(profile) }, { index, spoken: `Ask: ${question}` }),
      ),
    ),
    ...notes([`Write to me in the Messages tab, mention @Herald in a channel, or type ${commandOf('help', profile)}.`]),
    DIVIDER,
    header('Your subscriptions'),
    ...subscriptionBlocks(parts),
    ...clockBlocks(coming),
    DIVIDER,
    ...notes([
      mayLookUp
        ? `To look up a ${profile.entity.one}: ${commandOf('user ID', profile)}`
        : `Single ${profile.entity.many} are shown to those whom access.lookUp in herald.config.ts allows; you are not among them.`,
      provenanceLine(originOf(run, profile)),
    ]),
  ];
}

function alertBlocks({ alerts, lookedAt }: AlertReport, profile: Profile): Blocks {
  const left = alerts.length - MOST_ALERTS;
  const none =
    lookedAt.earlierRuns === 0 ? 'Nothing yet: this is the first run.' : 'Nothing more than chance and history explain.';
  return [
    header('What moved'),
    ...(alerts.length === 0 ? [paragraph(none)] : []),
    ...alerts
      .slice(0, MOST_ALERTS)
      .map((alert) => richText(line({ bold: alertTitle(alert) }), line(cut(alert.summary, LONGEST_SUMMARY)))),
    ...(left > 0 ? notes([`And ${count(left)} more: ${commandOf('alerts', profile)} shows them.`]) : []),
  ];
}

function clockBlocks(coming: readonly Upcoming[]): Blocks {
  return coming.length === 0 ? [] : [DIVIDER, header('What comes next'), ...comingBlocks(coming)];
}

function subscriptionBlocks({ subscriptions, absent = new Set(), profile, profiles }: HomeParts): Blocks {
  const left = subscriptions.length - MOST_SUBSCRIPTIONS;
  const things = new Set(subscriptions.filter((one) => one.profile === profile.name).map(({ thing }) => thing));
  return [
    ...(subscriptions.length === 0 ? [paragraph('None yet.')] : []),
    ...subscriptionLines({
      subscriptions,
      absent,
      profiles,
      targetInWords: (target) => (target.kind === 'person' ? 'in direct messages to you' : targetInWords(target)),
    }),
    ...(left > 0 ? notes([`And ${count(left)} more.`]) : []),
    ...(subscriptions.length > 0 ? [DIVIDER] : []),
    ...actions(
      ...(things.has('alerts')
        ? []
        : button('Send me alerts', { action: 'subscribe', thing: 'alerts', ...ofProfile(profile) }, { index: 0 })),
      ...(things.has('report')
        ? []
        : button('Send me the weekly report', { action: 'subscribe', thing: 'report', ...ofProfile(profile) }, { index: 1 })),
      ...button('Subscribe…', { action: 'subscription-form', ...ofProfile(profile) }),
    ),
  ];
}
