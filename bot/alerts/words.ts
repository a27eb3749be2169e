import { EXPECTED_LOSS, inSentence, measureOf, type Profile, type Slice } from '#pipeline';
import { decimal, list, type NumberFormat } from '#reports';
import type { Alert } from './alert.ts';

/** What an alert is about, as it stands in a sentence. */
export interface FigureName {
  readonly measure: string;
  /** The segment or column that a share is about. */
  readonly subject: string | null;
}

/** @example figureInWords({ measure: 'crash_share', subject: null }, profile) // "Users with a crash" */
export function figureInWords({ measure, subject }: FigureName, profile: Profile): string {
  switch (measure) {
    case 'segment_share':
      return `The share of ${subject}`;
    case 'downgrade_share':
      return `The share of ${subject} who fell to ${profile.naming.lowest.name}`;
    case EXPECTED_LOSS:
      return `The share of ${subject} expected to leave`;
    case 'missing_share':
      return `${capital(profile.entity.many)} without a value for ${columnLabel(subject, profile)}`;
    case 'rejected_share':
      return 'The share of rows set aside';
    case 'feature_drift':
      return 'The spread of a feature';
    case 'run_delay':
      return 'Days since the run was due';
    case 'trust':
      return 'Trust in the segments';
    default: {
      const label = measureOf(profile, measure).label.replace(/, (.+)$/, ' ($1)');
      return subject === null ? label : `${label} within ${subject}`;
    }
  }
}

export function formatOf({ measure }: FigureName, profile: Profile): NumberFormat {
  if (measure === 'run_delay') return { kind: 'number', digits: 0, unit: 'days' };
  const declared = profile.measures.find(({ name }) => name === measure);
  if (declared === undefined || declared.above !== undefined) return { kind: 'share' };
  return { kind: 'number', digits: declared.digits, ...(declared.unit !== '' && { unit: declared.unit }) };
}

/** In the order of the profile's dimensions. @example sliceInWords({ device_type: 'Android' }, profile) // "users with device Android" */
export function sliceInWords(slice: Slice, { dimensions, entity }: Profile): string {
  const named = dimensions.filter(({ name }) => name in slice);
  const conditions = named.map(({ name, label }) => `${inSentence(label)} ${slice[name]}`);
  return conditions.length === 0 ? `all ${entity.many}` : `${entity.many} with ${list(conditions)}`;
}

/** All the slices that an alert is about: one fault of the data may show in several. */
export function slicesInWords(slice: Slice, evidence: Alert['evidence'], profile: Profile): string {
  const others = evidence.type === 'change' ? evidence.alsoIn.map((other) => other.slice) : [];
  return list([slice, ...others].map((each) => sliceInWords(each, profile)));
}

function columnLabel(name: string | null, profile: Profile): string {
  return profile.columns.find((column) => column.name === name)?.label ?? String(name);
}

/** Without the unit, which its values have. */
export function featureLabel(name: string, profile: Profile): string {
  return measureIn(name, profile)?.label ?? columnLabel(name, profile);
}

/** As the values of a column are shown. */
export function columnFormat(name: string, profile: Profile): NumberFormat {
  const measure = measureIn(name, profile);
  return measure === undefined ? { kind: 'number', digits: 2 } : formatOf({ measure: measure.name, subject: null }, profile);
}

function measureIn(name: string, { measures }: Profile): Profile['measures'][number] | undefined {
  return measures.find(({ column, above }) => column === name && above === undefined);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const BEYOND_DOUBT = 20; // standard errors; how many more says nothing more

/** @example "4.2 standard errors" or "more than 20 standard errors" */
export function errorsInWords(z: number): string {
  const far = Math.abs(z);
  return `${far > BEYOND_DOUBT ? `more than ${BEYOND_DOUBT}` : decimal(far, 1)} standard errors`;
}
