/** Sample telemetry with documented incidents, to try Herald on and to check it by. */
export type { BadRow } from './bad-rows.ts';
export type { TelemetryRow } from './behaviour.ts';
export { GenerateOptionError, OutputFolderError } from './errors.ts';
export { generateTelemetry, type Snapshot, type SnapshotRow, type Spell, type TelemetryPlan } from './generate.ts';
export type { Incident, IncidentKind } from './incidents.ts';
export type { TelemetryOptions } from './options.ts';
export type { LatentType } from './population.ts';
export { type GeneratedSession, generateSessions, type SessionPlan, type SessionRow } from './sessions/generate.ts';
export { type SessionIncidents, writeSessions } from './sessions/write.ts';
export { type IncidentsDocument, type WrittenTelemetry, writeTelemetry } from './write.ts';
