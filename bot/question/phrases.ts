/**
 * The phrases of a list that is written as one text.
 * @example phrases('how many, number of') // ['how many', 'number of']
 */
export function phrases(text: string): readonly string[] {
  return text
    .split(',')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
}
