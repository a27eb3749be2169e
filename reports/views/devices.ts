import { breakdown, groupedBars } from './breakdown.ts';

/** Segment by device type with exact counts. */
export const devices = breakdown({ name: 'devices', dimension: 'device_type', chart: groupedBars('vertical') });
