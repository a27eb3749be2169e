import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mrkdwn } from './mrkdwn.ts';

/** What Slack makes of each, by its page on formatting text. */
const DRAWN: Readonly<Record<string, readonly [mrkdwn: string, html: string]>> = {
  'styles at the edges of words': ['*bold* _italic_ ~gone~', '<b>bold</b> <i>italic</i> <s>gone</s>'],
  'styles within each other': ['*_both_*', '<b><i>both</i></b>'],
  'no styles inside words': ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
  'no styles over a line break': ['*a\nb*', '*a<br>b*'],
  'code as it stands': ['`*a* &lt;b&gt;`', '<code>*a* &lt;b&gt;</code>'],
  'fences over lines': ['```a\n*b*```', '<pre>a\n*b*</pre>'],
  'neighbouring quotes under one bar': ['&gt; a\n> b\nc', '<blockquote>a<br>b</blockquote>c'],
  'links with labels, also in bold': ['*<https://a.example|A &amp; B>*', '<b><a>A &amp; B</a></b>'],
  'mentions of people and channels': ['<@U1|ann> <#C1>', '<span class="mention">@ann</span> <span class="mention">#C1</span>'],
  'mentions of everybody': ['<!here>', '<span class="mention broadcast">@here</span>'],
  'escaped brackets as text': ['&lt;!channel&gt; &amp;amp;', '&lt;!channel&gt; &amp;amp;'],
  'dates in UTC': ['<!date^1392734382^{date_short}|Feb 18>', 'Feb 18, 2014'],
  'known emoji, and unknown names as text': [':tada: :nope:', '<span class="emoji">🎉</span> :nope:'],
  'no HTML': ['<img src=x onerror=a> "<b>"', '<a>img src=x onerror=a</a> &quot;<a>b</a>&quot;'],
};

describe('mrkdwn in pictures has', () => {
  for (const [name, [text, html]] of Object.entries(DRAWN)) it(name, () => assert.equal(mrkdwn(text), html));
});
