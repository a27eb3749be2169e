import type { Profile } from '#pipeline';
import { formatNumber, type Headline } from '#reports';
import type { Alert } from './alert.ts';
import { relativeChange } from './summary.ts';
import { formatOf } from './words.ts';

/** An alert as a headline of the weekly report. */
export function alertHeadline(alert: Alert, profile: Profile): Headline {
  return {
    tone: 'bad',
    figure: figureOf(alert, profile),
    label: `${alert.kind.replace(/^./, (first) => first.toUpperCase())} warning, ${alert.severity}`,
    sentence: alert.summary,
  };
}

function figureOf({ measure, from, to, evidence }: Alert, profile: Profile): string {
  if (typeof from === 'string' || typeof to === 'string') return String(to);
  const figure = { measure, subject: evidence.type === 'change' ? evidence.subject : null };
  return relativeChange(figure, from, to, profile) ?? formatNumber(to, formatOf(figure, profile));
}
