/**
 * The other number of the last word of a phrase, by the regular rules of English.
 * @example inflections('country') // ['countries']
 */
export function inflections(phrase: string): readonly string[] {
  if (!/[a-z]{3}$/.test(phrase)) return [];
  if (/ss$/.test(phrase)) return [`${phrase}es`];
  if (/ies$/.test(phrase)) return [`${phrase.slice(0, -3)}y`];
  if (/(sh|ch|x)es$/.test(phrase)) return [phrase.slice(0, -2), phrase.slice(0, -1)];
  if (/s$/.test(phrase)) return [phrase.slice(0, -1)];
  if (/[^aeiou]y$/.test(phrase)) return [`${phrase.slice(0, -1)}ies`];
  return [/(sh|ch|x)$/.test(phrase) ? `${phrase}es` : `${phrase}s`];
}
