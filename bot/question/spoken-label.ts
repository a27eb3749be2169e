/**
 * The label of a measure as it is said in a question or a sentence: without "per user", which an average is anyway, and
 * with its period at its side.
 * @example spokenLabel('Crashes per user, 30 days') // "crashes in 30 days"
 */
export function spokenLabel(label: string): string {
  const [what = '', period] = label.split(', ');
  const plain = what.replace(/ per user$/, '');
  const first = /^\p{Lu}\p{Lu}/u.test(plain) ? plain : plain.charAt(0).toLowerCase() + plain.slice(1);
  return period === undefined ? first : `${first} in ${period}`;
}

/**
 * What can be said of when the things of a measure are counted, which its label says already.
 * @example periodsOf('Sessions per week') // ['a week', 'weekly', …]
 */
export function periodsOf(label: string): readonly string[] {
  const per = /(?:per|a|each) (week|day|session)/i.exec(label)?.[1] ?? (/\bdaily\b/i.test(label) ? 'day' : undefined);
  if (per !== undefined) {
    return [...['per', 'a', 'each', 'every', 'in a', 'in each'].map((word) => `${word} ${per}`), ...adverbOf(per)];
  }
  const days = /(\d+) days$/i.exec(label)?.[1];
  if (days === undefined) return [];
  const spans = [
    'in the last',
    'over the last',
    'within the last',
    'during the last',
    'in the past',
    'over the past',
    'within the past',
  ];
  return [...spans, 'in', 'over', 'within', 'last', 'past', 'the last', 'the past', 'for the last'].map(
    (span) => `${span} ${days} days`,
  );
}

function adverbOf(per: string): readonly string[] {
  return per === 'day' ? ['daily'] : per === 'week' ? ['weekly'] : [];
}
