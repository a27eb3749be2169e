import type { Logger } from 'pino';
import type { AlertKind, Profile, Store } from '#pipeline';
import type { Gatekeeper } from '../access/gatekeeper.ts';
import type { Questions } from '../question/ask.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { RunSummary } from '../service/pipeline-runs.ts';
import type { RunFacts } from '../service/run-facts.ts';
import type { Workshop } from '../service/workshop.ts';
import type { Slack } from './slack.ts';

/** What the handlers of requests work with. */
export interface Desk {
  readonly store: Store;
  readonly profile: Profile;
  /** The desks of all profiles by name, this one among them. */
  readonly desks: ReadonlyMap<string, Desk>;
  readonly questions: Questions;
  readonly facts: RunFacts;
  /** What there can be alerts about; the others would never come. */
  readonly kinds: readonly AlertKind[];
  readonly workshop: Workshop;
  readonly slack: Slack;
  readonly gatekeeper: Gatekeeper;
  readonly log: Logger;
  readonly now: () => Date;
  /** Brings at once what was just planned; it would come within seconds anyway. */
  readonly deliver: () => void;
  /** What happens by the clock to the profile. */
  readonly schedules: readonly Schedule[];
  /** Starts the pipeline on the newest file of the profile's source; undefined where no source is configured. */
  readonly startRun: (() => Promise<RunSummary>) | undefined;
}
