import { LAPSE_PROBABILITY, type Profile } from '#pipeline';
import type { NumberFormat } from '#reports';
import { plainMeasure } from './measures.ts';
import type { Figure } from './query.ts';

/** How the values of a figure are shown. */
export function formatOfFigure(figure: Figure, profile: Profile): NumberFormat {
  switch (figure.kind) {
    case 'count':
      return { kind: 'count' };
    case 'share':
      return { kind: 'share' };
    case 'aggregate':
      return formatOfAggregate(figure, profile);
    default:
      return figure satisfies never;
  }
}

/** Totals and extremes of whole numbers are whole; what is foreseen of groups is a number of them, or a share. */
function formatOfAggregate({ aggregate, column }: Extract<Figure, { kind: 'aggregate' }>, profile: Profile): NumberFormat {
  const format = formatOfColumn(column, profile);
  if (column === LAPSE_PROBABILITY) return aggregate === 'sum' ? { ...format, digits: 1 } : { kind: 'share' };
  const declared = profile.columns.find(({ name }) => name === column);
  const whole = declared?.kind === 'number' && declared.integer && ['sum', 'minimum', 'maximum'].includes(aggregate);
  return whole ? { ...format, digits: 0 } : format;
}

export function formatOfColumn(name: string, profile: Profile): Extract<NumberFormat, { kind: 'number' }> {
  const { digits, unit } = plainMeasure(name, profile);
  return unit === '' ? { kind: 'number', digits } : { kind: 'number', digits, unit };
}
