/** Text as it stands, safe in HTML and in attributes. */
export function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The three entities that Slack knows, back to their characters. */
export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function each<T>(items: readonly T[] | undefined, draw: (item: T, index: number) => string): string {
  return (items ?? []).map(draw).join('');
}
