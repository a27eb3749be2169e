/** Slack's `{date_short}` and its like, in the reader's zone; pictures show UTC so that they are the same everywhere. */
export function slackDate(timestamp: number, format: string): string {
  const at = new Date(timestamp * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    const options = FORMATS[token];
    if (token === 'date_num') return at.toISOString().slice(0, 10);
    return options === undefined ? whole : at.toLocaleString('en-US', { ...options, timeZone: 'UTC' });
  });
}

const LONG: Intl.DateTimeFormatOptions = { month: 'long', day: 'numeric', year: 'numeric' };
const SHORT: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric', year: 'numeric' };
const TIME: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };

const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date: LONG,
  date_pretty: LONG,
  date_long: { ...LONG, weekday: 'long' },
  date_long_full: LONG,
  date_long_pretty: { ...LONG, weekday: 'long' },
  date_short: SHORT,
  date_short_pretty: SHORT,
  time: TIME,
  time_secs: { ...TIME, second: '2-digit' },
};
