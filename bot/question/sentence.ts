import { SEGMENT, Z95 } from '#pipeline';
import { count, day, formatNumber, interval as intervalText, list, type NumberFormat, share, signed } from '#reports';
import type { Answered } from './answered.ts';
import { mayBeChance } from './chance.ts';
import { expectedSentence } from './expected-sentence.ts';
import type { GroupFigure } from './figures.ts';
import { formatOfFigure } from './formats.ts';
import { groupingLabel, groupingsOf } from './query.ts';
import { figurePhrase, oneOf, usersPhrase } from './restate.ts';
import { changesOf } from './table.ts';

/** In a smaller group a ranking is about single people. */
const FEWEST_RANKED = 5;
/** Below this, the size of the group is said beside its figure. */
const FEW = 30;

/** The answer in one sentence, from figures in reading order. */
export function sentenceOf(answered: Answered): string {
  const { query } = answered;
  switch (query.kind) {
    case 'figure':
      return query.by.length === 0 ? single(answered) : grouped(answered);
    case 'ranking':
      return ranked(answered);
    case 'comparison':
      return compared(answered);
    case 'change':
      return changed(answered);
    case 'trend':
      return traced(answered);
    default:
      return query satisfies never;
  }
}

function single(answered: Answered): string {
  const { query, figures, profile, runs } = answered;
  const figure = figures[0]!;
  const users = usersPhrase(query.filters, profile);
  if (query.figure.kind === 'count') {
    if (figure.users === 0) return `There are no ${users}.`;
    const all = runs.at(-1)!.rows;
    const part = query.filters.length === 0 ? '' : `, ${share(figure.users / all)} of all ${count(all)} ${profile.entity.many}`;
    const found = figure.users === 1 ? `is 1 ${oneOf(users, profile)}` : `are ${count(figure.users)} ${users}`;
    return `There ${found}${part}.`;
  }
  if (figure.value === null) return `There are no ${users} with a value, so there is no ${nameOf(answered)}.`;
  const expected = expectedSentence(query.figure, figure, users, evidence(answered, figure));
  return expected ?? `The ${phraseOf(answered)} is ${valueText(answered, figure)}${evidence(answered, figure)}.`;
}

function grouped(answered: Answered): string {
  const { query, profile } = answered;
  const by = groupingsOf(query);
  const all = answered.figures.filter((figure): figure is GroupFigure & { value: number } => figure.value !== null);
  const { kept: known, omitted } = withoutTiny(answered, all);
  if (known.length === 0) return `There are no ${usersPhrase(query.filters, profile)}, so there is nothing to group.`;
  const top = known.reduce((best, figure) => (figure.value > best.value ? figure : best));
  const bottom = known.reduce((best, figure) => (figure.value < best.value ? figure : best));
  const groups = list(by.map((name) => groupingLabel(name, profile)));
  if (top.value === bottom.value)
    return `The ${phraseOf(answered)} is ${valueText(answered, top)} in ${known.length === 1 ? nameOfGroup(answered, top) : `every ${groups}`}.`;
  const chance = mayBeChance(top, bottom) ? ', but even these do not differ beyond chance' : '';
  return `By ${groups}, the ${phraseOf(answered)} is highest for ${named(answered, top)} and lowest for ${named(answered, bottom)}${chance}${omitted}.`;
}

function ranked(answered: Answered): string {
  const { query } = answered;
  const { kept: figures, omitted } = withoutTiny(answered, answered.figures);
  if (query.kind !== 'ranking' || figures.length === 0)
    return `There is nothing to rank: there are no ${usersPhrase(query.filters, answered.profile)}.`;
  const first = figures.filter(({ value }) => value === figures[0]!.value);
  const next = figures[first.length];
  if (query.limit === 1 || first.length > 1) {
    const verb = first.length > 1 || query.by === SEGMENT ? 'have' : 'has';
    const link = next !== undefined && mayBeChance(first[0]!, next) ? ', but not beyond chance from' : ', followed by';
    const after = next === undefined ? '' : `${link} ${named(answered, next)}`;
    const few = fewUsers(answered, first[0]!);
    return `${list(first.map((figure) => nameOfGroup(answered, figure)))} ${verb} the ${query.order} ${phraseOf(answered)}: ${valueText(answered, first[0]!)}${few && ` (${few})`}${after}${omitted}.`;
  }
  const shown = figures.slice(0, query.limit);
  const chance = next !== undefined && mayBeChance(first[0]!, next) ? '; the first is not beyond chance from the second' : '';
  return `The ${query.order} ${phraseOf(answered)}: ${list(shown.slice(0, 5).map((figure) => named(answered, figure)))}${shown.length > 5 ? ` and ${shown.length - 5} more` : ''}${chance}${omitted}.`;
}

/** The groups that a ranking speaks of, and what to say of the others; all of them where every group is tiny, or counts are ranked. */
function withoutTiny<Figure extends GroupFigure>(
  { query, profile }: Answered,
  figures: readonly Figure[],
): { readonly kept: readonly Figure[]; readonly omitted: string } {
  const kept = query.figure.kind === 'count' ? figures : figures.filter(({ users }) => users >= FEWEST_RANKED);
  const count = figures.length - kept.length;
  if (count === 0 || kept.length === 0) return { kept: figures, omitted: '' };
  return {
    kept,
    omitted: `; ${count} ${count === 1 ? 'group' : 'groups'} of fewer than ${FEWEST_RANKED} ${profile.entity.many} left out`,
  };
}

function named(answered: Answered, figure: GroupFigure): string {
  const few = fewUsers(answered, figure);
  return `${nameOfGroup(answered, figure)} (${valueText(answered, figure)}${few && `, ${few}`})`;
}

function fewUsers({ query, profile }: Answered, { users }: GroupFigure): string {
  if (query.figure.kind === 'count' || users >= FEW) return '';
  return `only ${count(users)} ${users === 1 ? profile.entity.one : profile.entity.many}`;
}

function compared(answered: Answered): string {
  const { figures } = answered;
  const parts = figures.map((figure) => {
    const text = figure.value === null ? `no ${answered.profile.entity.many}` : valueText(answered, figure);
    return `${nameOfGroup(answered, figure)} ${text}`;
  });
  const [a, b] = figures;
  const intro = `The ${phraseOf(answered)}: ${parts.join(' against ')}`;
  if (figures.length !== 2 || a?.value == null || b?.value == null) return `${intro}.`;
  const format = formatOf(answered);
  const difference = a.value - b.value;
  if (a.variance === null || b.variance === null) return `${intro}, a difference of ${signed(difference, format)}.`;
  const half = Z95 * Math.sqrt(a.variance + b.variance);
  const range = `${signed(difference - half, format)} to ${signed(difference + half, format)}`;
  const chance = Math.abs(difference) <= half ? ', within chance' : '';
  return `${intro}, a difference of ${signed(difference, format)} (95 % interval ${range}${chance}).`;
}

function changed(answered: Answered): string {
  const { runs } = answered;
  const [before, after] = [runs[0]!, runs.at(-1)!];
  const changes = changesOf(answered);
  const format = formatOf(answered);
  const span = `between ${day(before.asOf)} and ${day(after.asOf)}`;
  const known = changes.filter((change): change is typeof change & { change: number } => change.change !== null);
  if (known.length === 0) return `There is nothing to compare ${span}.`;
  if (answered.query.kind === 'change' && answered.query.by.length === 0) {
    const only = known[0]!;
    return `The ${phraseOf(answered)} went from ${formatNumber(only.before, format)} to ${formatNumber(only.after, format)} ${span}: ${signed(only.change, format)}${chanceOf(answered, only.values)}.`;
  }
  const largest = known.reduce((best, change) => (Math.abs(change.change) > Math.abs(best.change) ? change : best));
  const name = groupName(answered, largest.values);
  return `The ${phraseOf(answered)} changed most for ${name} ${span}: ${signed(largest.change, format)}, to ${formatNumber(largest.after, format)}${chanceOf(answered, largest.values)}.`;
}

/** What to add where a group in the two runs may differ by chance. */
function chanceOf({ figures, runs }: Answered, values: readonly string[]): string {
  const at = (runId: number) => figures.find((figure) => figure.runId === runId && figure.values.join() === values.join());
  const [before, after] = [at(runs[0]!.id), at(runs.at(-1)!.id)];
  return before !== undefined && after !== undefined && mayBeChance(before, after) ? ', within chance' : '';
}

function traced(answered: Answered): string {
  const { query, figures, runs } = answered;
  if (runs.length < 2)
    return `There is one run only, so there is no trend yet; on ${day(runs[0]!.asOf)} it is ${figures[0] ? valueText(answered, figures[0]) : 'unknown'}.`;
  const format = formatOf(answered);
  const first = figures.filter(({ runId }) => runId === runs[0]!.id);
  const last = figures.filter(({ runId }) => runId === runs.at(-1)!.id);
  const parts = last.slice(0, 4).flatMap((figure) => {
    const before = first.find(({ values }) => values.join() === figure.values.join());
    if (before?.value == null || figure.value === null) return [];
    const name = figure.values.length === 0 ? '' : `${nameOfGroup(answered, figure)} `;
    return [
      `${name}from ${formatNumber(before.value, format)} to ${formatNumber(figure.value, format)} (${signed(figure.value - before.value, format)})`,
    ];
  });
  const more = groupingsOf(query).length > 0 && last.length > 4 ? ` and ${last.length - 4} more` : '';
  if (parts.length === 0) return `There is nothing to follow over the ${runs.length} runs.`;
  return `Over ${runs.length} runs from ${day(runs[0]!.asOf)} to ${day(runs.at(-1)!.asOf)}, the ${phraseOf(answered)} went ${list(parts)}${more}.`;
}

function evidence(answered: Answered, { interval, users }: GroupFigure): string {
  const basis = `${count(users)} ${users === 1 ? answered.profile.entity.one : answered.profile.entity.many}`;
  return interval === null ? ` (${basis})` : ` (95 % interval ${intervalText(interval, formatOf(answered))}, ${basis})`;
}

function nameOf({ query }: Answered): string {
  return query.figure.kind === 'aggregate' ? query.figure.aggregate : query.figure.kind;
}

function phraseOf({ query, profile }: Answered): string {
  return figurePhrase(query.figure, query.filters, profile);
}

function formatOf({ query, profile }: Answered): NumberFormat {
  return formatOfFigure(query.figure, profile);
}

function valueText(answered: Answered, { value }: GroupFigure): string {
  return formatNumber(value, formatOf(answered));
}

function nameOfGroup(answered: Answered, { values }: GroupFigure): string {
  return groupName(answered, values);
}

function groupName(answered: Answered, values: readonly string[]): string {
  const by = groupingsOf(answered.query);
  return values.map((value, index) => answered.display(by[index]!, value)).join(' · ');
}
