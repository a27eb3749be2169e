/**
 * The label of a column or measure inside a sentence: lower case, without the period or unit after its comma.
 * Words all in capitals stay so.
 *
 * @example inSentence('Crashes per user, 30 days') // "crashes per user"
 * @example inSentence('OS version') // "OS version"
 */
export function inSentence(label: string): string {
  return label.replace(/\S+/gu, (word) => (/^\p{Lu}{2,}$/u.test(word) ? word : word.toLowerCase())).replace(/,.*$/, '');
}
