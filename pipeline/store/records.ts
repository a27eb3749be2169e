import type { Alerts } from './records/alert.ts';
import type { Deliveries, Schedules } from './records/delivery.ts';

/**
 * What the service remembers beside the runs. All of it is shared by the replicas of a service. Ids and names have up
 * to 64 characters, targets 191, JSON 65,535 bytes; more is a StoreError that names the limit. After any other
 * StoreError a change may have been made or not; what may have been made is not tried again, so nothing is there twice.
 */
export interface Records {
  readonly answers: Answers;
  readonly handled: Handled;
  readonly auditLog: AuditLog;
  readonly subscriptions: Subscriptions;
  readonly deliveries: Deliveries;
  readonly schedules: Schedules;
  readonly alerts: Alerts;
}

/** A question that was asked, so that buttons, votes and follow-ups can refer to it. */
export interface AnswerRecord {
  /** Made by the caller; random, so that nobody can guess another's. */
  readonly id: string;
  readonly profile: string;
  readonly runId: number;
  /** Kept to 4,000 characters; a longer one ends in an ellipsis. */
  readonly question: string;
  /** The question restated; kept to 4,000 characters as well. */
  readonly understood: string;
  /** JSON: the query in the language of whoever asked. */
  readonly query: unknown;
  readonly asker: string;
  readonly channel: string;
  /** Opening message of the thread; null outside threads. */
  readonly thread: string | null;
  readonly at: Date;
}

export type Vote = 'up' | 'down';

export interface Answers {
  add(answer: AnswerRecord): Promise<void>;
  byId(id: string): Promise<AnswerRecord | undefined>;
  /** The newest answer of a thread, or, with null, the newest of a channel outside threads. */
  latestIn(channel: string, thread: string | null): Promise<AnswerRecord | undefined>;
  /** The last vote of a person on an answer counts, by its time; one on an answer that is not there is dropped. */
  vote(answerId: string, voter: string, vote: Vote, at: Date): Promise<void>;
  votes(answerId: string): Promise<Readonly<Record<Vote, number>>>;
  /** Removes answers and their votes from before; returns how many answers. */
  forget(before: Date): Promise<number>;
}

/** What was handled already: Slack repeats what it believes to be lost. */
export interface Handled {
  /**
   * True for the first caller with this key, whichever replica; false for all others. Keys may have any length. After a
   * StoreError the key may be taken, so whoever repeats the call may be told false.
   */
  first(key: string, at: Date): Promise<boolean>;
  /** Removes keys from before; returns how many. */
  forget(before: Date): Promise<number>;
}

/** Who looked at whom, who changed what. Rows are only ever added. */
export interface AuditLog {
  record(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  recent(limit: number): Promise<readonly AuditEntry[]>;
}

export interface AuditEntry {
  readonly at: Date;
  readonly actor: string;
  /** Such as `user.look-up` or `user.look-up.refused`. */
  readonly action: string;
  /** Kept to 191 characters, as long as ids of users can be; a longer one ends in an ellipsis. */
  readonly subject: string | null;
  /** JSON. */
  readonly details: Readonly<Record<string, unknown>> | null;
}

export interface Subscription {
  readonly id: number;
  readonly profile: string;
  readonly thing: 'alerts' | 'report';
  readonly target: { readonly kind: 'channel' | 'person' | 'mail' | 'folder'; readonly id: string };
  readonly filter: SubscriptionFilter;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

/** Which alerts; an empty filter lets all through. */
export interface SubscriptionFilter {
  readonly kinds?: readonly string[];
  /** Dimension to value: the slice must be inside. */
  readonly slice?: Readonly<Record<string, string>>;
  /** The least severe that gets through. */
  readonly severity?: string;
}

export interface Subscriptions {
  add(subscription: Omit<Subscription, 'id'>): Promise<Subscription>;
  /** What it brings, and where; who made it and when stay. Undefined if there is none. */
  change(id: number, content: Pick<Subscription, 'thing' | 'target' | 'filter'>): Promise<Subscription | undefined>;
  /** False if there was none. */
  remove(id: number): Promise<boolean>;
  /** Oldest first. */
  of(target: Subscription['target']): Promise<readonly Subscription[]>;
  createdBy(person: string): Promise<readonly Subscription[]>;
  all(profile: string): Promise<readonly Subscription[]>;
}
