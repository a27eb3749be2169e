/**
 * Text from people or data, safe inside mrkdwn: no mention, link or entity comes out of it. The marks `*`, `_`, `~` and
 * the backtick cannot be escaped; literal data belongs in `plain_text`, `raw_text` or `rich_text` instead.
 *
 * @example escaped('<!channel> & co') // '&lt;!channel&gt; &amp; co'
 */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
