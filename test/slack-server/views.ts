import { randomBytes } from 'node:crypto';
import { withIds } from './blocks-walk.ts';
import type { Credentials } from './credentials.ts';
import { initialValues, type Values } from './form.ts';
import { type Fields, listOf, textOf } from './json.ts';
import { ApiError } from './web-api/call.ts';
import type { Workspace } from './workspace.ts';

/** A modal or a Home tab. */
export interface View {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  /** As the bot sent it, with ids for blocks that had none. */
  content: Fields;
  hash: string;
  /** What is filled in, by block and action. */
  values: Values;
  /** What the bot said about the last submission, by block. */
  errors: Readonly<Record<string, string>>;
  revision: number;
}

const MOST_STACKED = 3; // Slack's limit

/** Stacks of modals and Home tabs, one of each a person. */
export class Views {
  readonly #stacks = new Map<string, View[]>();
  readonly #homes = new Map<string, View>();
  readonly #workspace: Workspace;
  readonly #app: Credentials;

  constructor(workspace: Workspace, app: Credentials) {
    this.#workspace = workspace;
    this.#app = app;
  }

  /** What the person looks at; undefined where no modal is open. */
  top(user: string): View | undefined {
    return this.#stacks.get(user)?.at(-1);
  }

  home(user: string): View | undefined {
    return this.#homes.get(user);
  }

  find(id: string): View | undefined {
    return this.#all().find((view) => view.id === id);
  }

  findExternal(externalId: string): View | undefined {
    return this.#all().find((view) => textOf(view.content.external_id) === externalId);
  }

  /** Opens a modal in place of whatever was open. */
  open(user: string, content: Fields): View {
    this.#refuseDuplicate(content);
    const view = this.#newView(user, content, null);
    this.#stacks.set(user, [view]);
    this.#changed(view);
    return view;
  }

  /** @throws {ApiError} `push_limit_reached` above three */
  push(user: string, content: Fields): View {
    const stack = this.#stacks.get(user) ?? [];
    if (stack.length === 0) throw new ApiError('not_found');
    if (stack.length >= MOST_STACKED) throw new ApiError('push_limit_reached');
    this.#refuseDuplicate(content);
    const view = this.#newView(user, content, stack.at(-1)!);
    stack.push(view);
    this.#changed(view);
    return view;
  }

  /** @throws {ApiError} `hash_conflict` when the caller has not seen the latest version */
  update(view: View, content: Fields, hash: string | undefined): View {
    if (hash !== undefined && hash !== view.hash) throw new ApiError('hash_conflict');
    view.content = { ...content, blocks: withIds(listOf(content.blocks)) };
    view.hash = newHash();
    view.values = { ...initialValues(listOf(view.content.blocks)), ...kept(view) };
    view.errors = {};
    this.#changed(view);
    return view;
  }

  publish(user: string, content: Fields, hash: string | undefined): View {
    const current = this.#homes.get(user);
    if (current !== undefined) return this.update(current, content, hash);
    if (hash !== undefined) throw new ApiError('hash_conflict');
    const view = this.#newView(user, content, null);
    this.#homes.set(user, view);
    this.#changed(view);
    return view;
  }

  /** Takes the top modal away; the one below shows again. */
  pop(user: string): void {
    this.#stacks.get(user)?.pop();
    this.#workspace.touch();
  }

  clear(user: string): void {
    this.#stacks.delete(user);
    this.#workspace.touch();
  }

  setErrors(view: View, errors: Readonly<Record<string, string>>): void {
    view.errors = errors;
    this.#changed(view);
  }

  json(view: View): Fields {
    const { content } = view;
    return {
      ...content,
      id: view.id,
      team_id: this.#app.teamId,
      app_id: this.#app.appId,
      bot_id: this.#app.botId,
      app_installed_team_id: this.#app.teamId,
      callback_id: textOf(content.callback_id),
      private_metadata: textOf(content.private_metadata),
      external_id: textOf(content.external_id),
      hash: view.hash,
      root_view_id: view.rootId,
      previous_view_id: view.previousId,
      title: content.title ?? null,
      submit: content.submit ?? null,
      close: content.close ?? null,
      clear_on_close: content.clear_on_close === true,
      notify_on_close: content.notify_on_close === true,
      state: { values: view.values },
    };
  }

  #all(): readonly View[] {
    return [...[...this.#stacks.values()].flat(), ...this.#homes.values()];
  }

  #newView(user: string, content: Fields, below: View | null): View {
    const id = this.#workspace.newId('V');
    const blocks = withIds(listOf(content.blocks));
    return {
      id,
      user,
      rootId: below?.rootId ?? id,
      previousId: below?.id ?? null,
      content: { ...content, blocks },
      hash: newHash(),
      values: initialValues(blocks),
      errors: {},
      revision: 0,
    };
  }

  #refuseDuplicate(content: Fields): void {
    const externalId = textOf(content.external_id);
    if (externalId !== '' && this.findExternal(externalId) !== undefined) throw new ApiError('duplicate_external_id');
  }

  #changed(view: View): void {
    view.revision = this.#workspace.revision + 1;
    this.#workspace.touch();
  }
}

/** What stays filled in when a view changes: fields whose block and action are still there. */
function kept(view: View): Values {
  const fresh = initialValues(listOf(view.content.blocks));
  return Object.fromEntries(Object.entries(view.values).filter(([block, old]) => sameActions(fresh[block], old)));
}

function sameActions(fresh: Fields | undefined, old: Fields): boolean {
  return fresh !== undefined && Object.keys(old).every((action) => action in fresh);
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${randomBytes(6).toString('hex')}`;
}
