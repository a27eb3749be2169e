import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Store } from '#pipeline';
import type { Asker, Place } from '../slack/request.ts';
import { type Ability, type Circumstances, type Decision, decide, groupsNamed, maskedColumns } from './decide.ts';
import type { AccessRules } from './rules.ts';

/** What Slack knows of groups and channels. */
export interface Directory {
  groupMembers(group: string): Promise<readonly string[]>;
  isShared(channel: string): Promise<boolean>;
}

export interface GatekeeperOptions {
  readonly rules: AccessRules;
  readonly directory: Directory;
  readonly auditLog: Store['records']['auditLog'];
  readonly log: Logger;
  readonly now: () => Date;
}

/** A person who leaves a group or a channel that becomes shared is noticed after this time at the latest. */
const REMEMBERED_MS = 5 * 60_000;

const ACTIONS: Readonly<Record<Ability, string>> = { lookUp: 'user.look-up', list: 'user.list', run: 'run.start' };

/** Decides who may see single users, and writes down every time somebody asks. */
export class Gatekeeper {
  readonly rules: AccessRules;
  readonly #options: GatekeeperOptions;
  readonly #members: LRUCache<string, readonly string[]>;
  readonly #shared: LRUCache<string, { readonly shared: boolean }>;

  constructor(options: GatekeeperOptions) {
    const { directory } = options;
    this.rules = options.rules;
    this.#options = options;
    this.#members = new LRUCache({
      max: 1000,
      ttl: REMEMBERED_MS,
      fetchMethod: (group: string) => directory.groupMembers(group),
    });
    this.#shared = new LRUCache({
      max: 10_000,
      ttl: REMEMBERED_MS,
      fetchMethod: async (channel: string) => ({ shared: await directory.isShared(channel) }),
    });
  }

  /**
   * Whether the person may do this here; recorded in the audit log either way, before anything is shown.
   *
   * @param subject whom or what it is about
   * @throws {StoreError} if it cannot be recorded: then nothing may be shown
   */
  async admit(ability: Ability, asker: Asker, place: Place, subject: string, details: object = {}): Promise<Decision> {
    const decision = decide(ability, asker, place, await this.#circumstances(asker, place), this.rules);
    await this.#options.auditLog.record({
      at: this.#options.now(),
      actor: asker.user,
      action: decision.allowed ? ACTIONS[ability] : `${ACTIONS[ability]}.refused`,
      subject,
      details: { ...details, channel: place.channel, team: asker.team, ...(!decision.allowed && { reason: decision.reason }) },
    });
    return decision;
  }

  /** Whether a button for it is worth showing; not recorded, and nothing is shown for it. */
  async wouldAdmit(ability: Ability, asker: Asker, place: Place): Promise<boolean> {
    return decide(ability, asker, place, await this.#circumstances(asker, place), this.rules).allowed;
  }

  /** Columns that this person does not get to see here. */
  async masked(asker: Asker, place: Place): Promise<ReadonlySet<string>> {
    return maskedColumns(asker, place, await this.#circumstances(asker, place), this.rules);
  }

  /** What cannot be found out counts as the stricter case. */
  async #circumstances({ user }: Asker, { channel, kind, external = false }: Place): Promise<Circumstances> {
    const groups = await Promise.all(
      [...groupsNamed(this.rules)].map(async (group) => {
        const members = await this.#known(this.#members.fetch(group), `members of group ${group}`);
        return members?.includes(user) ? [group] : [];
      }),
    );
    const place = kind === 'direct' ? { shared: false } : await this.#known(this.#shared.fetch(channel), `channel ${channel}`);
    return { groups: new Set(groups.flat()), shared: external || (place?.shared ?? true) };
  }

  async #known<T>(look: Promise<T | undefined>, what: string): Promise<T | undefined> {
    try {
      return await look;
    } catch (error) {
      this.#options.log.warn({ err: error }, `cannot look up ${what}; taking the stricter case`);
      return undefined;
    }
  }
}
