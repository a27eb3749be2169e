import type { types } from '@slack/bolt';
import { type AlertKind, DEFAULT_PROFILE, dimensionOf, type Profile, SEVERITIES, type Severity } from '#pipeline';
import type { Subject } from '../../subscriptions/subscription.ts';
import { type Action, actionId, actionValue } from './actions.ts';
import { notes, plain } from './elements.ts';
import { formModal, INPUT, isOption, leftOutHint, MOST_OPTIONS, noticeModal, optionOf } from './modal.ts';
import {
  ANY,
  FIELD,
  type FormOrigin,
  isOffered,
  KIND_NOTES,
  SEVERITY_LABELS,
  type SubscriptionDraft,
  valueOption,
} from './subscription-fields.ts';
import { capitalised, shown } from './text.ts';

/** `callback_id` of the form. */
export const SUBSCRIPTION_FORM = 'subscription';

export interface SubscriptionModalParts {
  /** What the draft is about. */
  readonly subject: Subject;
  /** What can be chosen, that among it, in the order of the configuration; none where nothing can. */
  readonly profiles?: readonly Profile[];
  /** The values of each dimension; empty before the first run. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly draft: SubscriptionDraft;
  readonly origin: FormOrigin;
}

/** A form for a subscription. It has the fields that what is chosen so far calls for. */
export function subscriptionModal(parts: SubscriptionModalParts): types.ModalView {
  const { subject, profiles = [], values, draft, origin } = parts;
  const { thing, where, channel, filter } = draft;
  const { profile, kinds } = subject;
  const offered = profiles.filter((one) => isOption(actionValue(ofSubject(one)))).slice(0, MOST_RADIOS);
  return formModal({
    id: SUBSCRIPTION_FORM,
    title: origin.change === null ? 'Subscribe' : `Subscription #${origin.change}`,
    submit: origin.change === null ? 'Subscribe' : 'Change',
    metadata: JSON.stringify(origin),
    blocks: [
      ...(offered.length > 1 && offered.includes(profile)
        ? [choice(FIELD.profile, 'About', 2, ofSubject(profile), offered.map(profileOffer))]
        : notes(profile === DEFAULT_PROFILE ? [] : [`About ${profile.title}`])),
      choice(FIELD.thing, 'What', 0, ofChoice(thing), [
        [ofChoice('alerts'), 'Alerts', 'What moved more than chance explains, as soon as it is seen'],
        [ofChoice('report'), 'Weekly report', 'Headlines, all views and alerts, as PDF and HTML'],
      ]),
      choice(FIELD.where, 'Where', 1, ofChoice(where), [
        [ofChoice('me'), 'Direct messages to me', undefined],
        [ofChoice('channel'), 'A channel', 'I have to be in it: /invite @Herald'],
      ]),
      ...(where === 'channel' ? [channelField(channel)] : []),
      ...(thing === 'alerts' ? [kindsField(kinds, filter.kinds), severityField(filter.severity)] : []),
      ...(thing === 'alerts' ? sliceFields(filter.slice ?? {}, profile, values) : []),
    ],
  });
}

/** Shown at once while the values are looked up. */
export function loadingSubscriptionModal(): types.ModalView {
  return noticeModal('Subscribe', '⏳ Looking up what can be chosen…');
}

/** As many as Slack takes. */
const MOST_RADIOS = 10;

type Choice = Extract<Action, { readonly action: 'subscription-choice' | 'subscription-profile' }>;
type Offer = readonly [choice: Choice, label: string, description: string | undefined];

function ofChoice(choice: Extract<Choice, { readonly action: 'subscription-choice' }>['choice']): Choice {
  return { action: 'subscription-choice', choice };
}

function ofSubject({ name }: Profile): Choice {
  return { action: 'subscription-profile', profile: name };
}

function profileOffer(profile: Profile): Offer {
  return [ofSubject(profile), profile.title, `Alerts and reports about ${profile.entity.many}`];
}

/** One of several; the form is drawn anew when another is chosen. */
function choice(id: string, label: string, index: number, chosen: Choice, offers: readonly Offer[]): types.InputBlock {
  const options = offers.map(([action, text, description]) => ({
    ...optionOf(actionValue(action), text),
    ...(description !== undefined && { description: plain(description, 75) }),
  }));
  return {
    type: 'input',
    block_id: id,
    dispatch_action: true,
    label: plain(label, 2000),
    element: {
      type: 'radio_buttons',
      action_id: actionId(chosen.action, index),
      options,
      initial_option: options.find(({ value }) => value === actionValue(chosen))!,
    },
  };
}

function channelField(channel: string | undefined): types.InputBlock {
  return {
    type: 'input',
    block_id: FIELD.channel,
    label: plain('Channel', 2000),
    element: {
      type: 'conversations_select',
      action_id: INPUT,
      placeholder: plain('Choose a channel', 150),
      filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
      ...(channel !== undefined && { initial_conversation: channel }),
    },
  };
}

function kindsField(known: readonly AlertKind[], kinds: readonly string[] = known): types.InputBlock {
  const options = known.map((kind) => ({ ...optionOf(kind, capitalised(kind)), description: plain(KIND_NOTES[kind], 75) }));
  const ticked = options.filter(({ value }) => kinds.includes(value));
  return {
    type: 'input',
    block_id: FIELD.kinds,
    label: plain('Kinds of alerts', 2000),
    element: { type: 'checkboxes', action_id: INPUT, options, ...(ticked.length > 0 && { initial_options: ticked }) },
  };
}

function severityField(severity: string = SEVERITIES.at(-1)!): types.InputBlock {
  const options = SEVERITIES.toReversed().map((level: Severity) => optionOf(level, SEVERITY_LABELS[level]));
  return {
    type: 'input',
    block_id: FIELD.severity,
    label: plain('Severity', 2000),
    element: {
      type: 'static_select',
      action_id: INPUT,
      options,
      initial_option: options.find(({ value }) => value === severity) ?? options[0]!,
    },
  };
}

function sliceFields(
  slice: Readonly<Record<string, string>>,
  profile: Profile,
  values: SubscriptionModalParts['values'],
): readonly (types.InputBlock | types.ContextBlock)[] {
  const fields = profile.dimensions.flatMap(({ name }) =>
    valueField(FIELD.dimension(name), dimensionOf(profile, name).label, values[name] ?? [], slice[name]),
  );
  if (fields.length === 0) return [];
  const all = `Alerts about all ${profile.entity.many} come only while every choice below is “Any”.`;
  return [...notes([`A choice below lets through only alerts about that part of the ${profile.entity.many}. ${all}`]), ...fields];
}

/** One value or any; nothing where there is none. What is chosen already is offered also when no user has it any more. */
function valueField(
  id: string,
  label: string,
  values: readonly string[],
  chosen: string | undefined,
): readonly types.InputBlock[] {
  const known = chosen === undefined || values.includes(chosen) ? values : [chosen, ...values];
  const fitting = known.filter(isOffered);
  const others = fitting.filter((value) => value !== chosen).slice(0, MOST_OPTIONS - 2);
  const offered = fitting.filter((value) => value === chosen || others.includes(value));
  if (offered.length === 0) return [];
  const any = optionOf(ANY, 'Any');
  const options = [any, ...offered.map((value) => optionOf(valueOption(value), shown(value, 75)))];
  const initial = chosen === undefined ? any : (options.find(({ value }) => value === valueOption(chosen)) ?? any);
  return [
    {
      type: 'input',
      block_id: id,
      label: plain(label, 2000),
      ...leftOutHint(known.length - offered.length),
      element: { type: 'static_select', action_id: INPUT, options, initial_option: initial },
    },
  ];
}
