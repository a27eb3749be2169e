/**
 * The label of a column or measure inside a sentence: lower case, without the period or unit after its comma.
 * @example inSentence('Crashes per user, 30 days') // "crashes per user"
 */
export function inSentence(label: string): string {
  return label.toLowerCase().replace(/,.*$/, '');
}
