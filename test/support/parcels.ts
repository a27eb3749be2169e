import type { Parcel } from '../../bot/delivery/sender.ts';

export const FROM = 'Herald <herald@example.org>';

/** A report of a few bytes, with what mail has to encode. */
export function aParcel(given: Partial<Parcel> = {}): Parcel {
  return {
    name: 'weekly-report-2025-03-03',
    subject: 'Weekly segment report – 3 March 2025 👍',
    text: 'Power Users are 40 % of users.\n.\nA line with a single dot must survive.\n',
    html: '<p>Power Users are <b>40 %</b> of users.</p>',
    files: [{ name: 'report.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF-1.7 not really') }],
    ...given,
  };
}
