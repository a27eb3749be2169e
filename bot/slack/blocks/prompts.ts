import { dimensionOf, inSentence, measureOf, type Profile } from '#pipeline';

/** Slack shows at most four. */
const MOST_PROMPTS = 4;

/** Questions that every run of the profile can answer, from simple to telling. */
export function exampleQuestions(profile: Profile): readonly string[] {
  const { highest, lowest } = profile.naming;
  const kpi = inSentence(measureOf(profile, profile.kpis[0]).label);
  const last = inSentence(measureOf(profile, profile.kpis.at(-1)!).label);
  const [first] = profile.dimensions;
  const by = first === undefined ? 'segment' : inSentence(dimensionOf(profile, first.name).label);
  return [
    `How many ${highest.name} are there by ${by}?`,
    `Which ${by} has the highest ${last} among ${highest.name}?`,
    `Average ${kpi} of ${lowest.name} compared with the previous run`,
    `How has the share of ${highest.name} changed over time?`,
  ];
}

/**
 * What Slack offers under an empty conversation with the agent.
 * @param others the other profiles that have runs: the last prompt is about the first of them
 */
export function agentPrompts(
  profile: Profile,
  others: readonly Profile[] = [],
): readonly { readonly title: string; readonly message: string }[] {
  const own = exampleQuestions(profile).map((message) => ({ title: message, message }));
  const further = others.slice(0, 1).map((other) => {
    const question = exampleQuestions(other)[0]!;
    return { title: question, message: `${other.name} ${question}` };
  });
  return [...own.slice(0, MOST_PROMPTS - further.length), ...further];
}
