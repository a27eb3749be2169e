import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import type { Fields } from './json.ts';
import type { Workspace } from './workspace.ts';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  title: string;
  /** Null until they have been uploaded. */
  bytes: Buffer | null;
  /** Upload completed and processed: only now does Slack know what it is. */
  isReady: boolean;
  readonly shares: { readonly channel: string; readonly ts: string }[];
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
};

/** Uploaded files. Between the end of an upload and a usable file passes a moment, as at Slack. */
export class Files {
  readonly #files = new Map<string, StoredFile>();
  readonly #workspace: Workspace;
  readonly #faults: Faults;
  readonly #origin: () => string;

  constructor(workspace: Workspace, faults: Faults, origin: () => string) {
    this.#workspace = workspace;
    this.#faults = faults;
    this.#origin = origin;
  }

  get all(): readonly StoredFile[] {
    return [...this.#files.values()];
  }

  reserve(name: string, user: string): StoredFile {
    const file: StoredFile = { id: this.#workspace.newId('F'), name, user, title: name, bytes: null, isReady: false, shares: [] };
    this.#files.set(file.id, file);
    return file;
  }

  uploadUrl(file: StoredFile): string {
    return `${this.#origin()}/upload/v1/${file.id}`;
  }

  find(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  /** Resolves when the file is usable; never, while processing is stuck. */
  async process(file: StoredFile): Promise<void> {
    if (this.#faults.filesStuck) return new Promise(() => {});
    await sleep(this.#faults.fileProcessingMs, undefined, { ref: false });
    file.isReady = true;
    this.#workspace.touch();
  }

  json(id: string): Fields {
    const file = this.#files.get(id)!;
    const extension = file.name.includes('.') ? file.name.split('.').at(-1)!.toLowerCase() : '';
    const type = file.isReady ? extension : '';
    const sharesIn = (isPublic: boolean) =>
      Object.fromEntries(
        file.shares
          .filter(({ channel }) => (this.#workspace.channels.get(channel)!.kind === 'public') === isPublic)
          .map(({ channel, ts }) => [channel, [{ ts }]]),
      );
    const ofKind = (prefix: string) => file.shares.map(({ channel }) => channel).filter((channel) => channel.startsWith(prefix));
    return {
      id: file.id,
      name: file.name,
      title: file.title,
      user: file.user,
      filetype: type,
      mimetype: file.isReady ? (MIME_TYPES[type] ?? 'application/octet-stream') : '',
      size: file.bytes?.length ?? 0,
      mode: 'hosted',
      url_private: `${this.#origin()}/files/${file.id}`,
      permalink: `${this.#origin()}/files/${file.id}`,
      shares: { public: sharesIn(true), private: sharesIn(false) },
      channels: ofKind('C'),
      ims: ofKind('D'),
    };
  }
}
