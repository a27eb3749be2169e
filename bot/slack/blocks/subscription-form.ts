import { SEVERITIES } from '#pipeline';
import type { Subject } from '../../subscriptions/subscription.ts';
import { parseAction } from './actions.ts';
import { type FormInput, formInputs } from './form-state.ts';
import { FIELD, type SubscriptionDraft, valueOfOption } from './subscription-fields.ts';

/**
 * What a form for a subscription says so far. A field that it does not have, or that was never touched, says what
 * `before` says; a field that does not belong to what is chosen says nothing.
 *
 * @param state the `state` of the view
 * @param subjects what there is to subscribe to
 * @returns undefined where what it is about is not configured any more
 */
export function readDraft(
  state: unknown,
  subjects: readonly Subject[],
  before: SubscriptionDraft,
): SubscriptionDraft | undefined {
  const input = formInputs(state) ?? (() => undefined);
  const profile = profileIn(input(FIELD.profile)) ?? before.profile;
  const subject = subjects.find((one) => one.profile.name === profile);
  if (subject === undefined) return undefined;
  const thing = choiceOf(input(FIELD.thing));
  const where = choiceOf(input(FIELD.where));
  const channel = input(FIELD.channel)?.selected_conversation ?? before.channel;
  return {
    profile: subject.profile.name,
    thing: thing === 'alerts' || thing === 'report' ? thing : before.thing,
    where: where === 'me' || where === 'channel' ? where : before.where,
    ...(channel != null && { channel }),
    filter: filterOf(input, subject, before.filter),
  };
}

type Inputs = (field: string) => FormInput | undefined;

function filterOf(
  input: Inputs,
  { profile, kinds: known }: Subject,
  before: SubscriptionDraft['filter'],
): SubscriptionDraft['filter'] {
  const ticked = input(FIELD.kinds)?.selected_options?.map(({ value }) => value);
  const wanted = ticked ?? before.kinds;
  const kinds = wanted === undefined ? known : known.filter((kind) => wanted.includes(kind));
  const level = input(FIELD.severity)?.selected_option?.value;
  const severity = SEVERITIES.find((known) => known === (level ?? before.severity));
  const slice = Object.fromEntries(
    profile.dimensions.flatMap(({ name }) => {
      const option = input(FIELD.dimension(name))?.selected_option?.value;
      const value = option === undefined ? before.slice?.[name] : valueOfOption(option);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return {
    ...(kinds.length > 0 && kinds.length < known.length && { kinds }),
    ...(Object.keys(slice).length > 0 && { slice }),
    ...(severity !== undefined && severity !== SEVERITIES.at(-1) && { severity }),
  };
}

function profileIn(input: FormInput | undefined): string | undefined {
  const action = parseAction({ action_id: 'subscription-profile', selected_option: input?.selected_option });
  return action?.action === 'subscription-profile' ? action.profile : undefined;
}

function choiceOf(input: FormInput | undefined): string | undefined {
  const action = parseAction({ action_id: 'subscription-choice', selected_option: input?.selected_option });
  return action?.action === 'subscription-choice' ? action.choice : undefined;
}
