import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cardTables, outlookLine, type UserCard, upperFirst, userCard } from '#reports';
import { type Session, UsageError } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { clean } from '../terminal/text.ts';
import { runOrCurrent } from './current-run.ts';

export interface UserOptions {
  readonly profile?: string;
  readonly pdf?: string;
}

/** `herald user ID` */
export async function user(session: Session, id: string, options: UserOptions): Promise<ExitCode> {
  const store = await session.openStore();
  try {
    const profile = session.profile(options.profile);
    const run = await runOrCurrent(store, profile, undefined);
    const card = await userCard(store, run, profile, id);
    if (card === undefined) {
      const last = (await store.memberships(id, profile.name)).at(-1);
      const seen =
        last === undefined ? 'and was in no run before' : `but was in run ${last.runId} as of ${last.asOf}, in ${last.segment}`;
      session.output.text(`There is no ${profile.entity.one} ${clean(id, 80)} in run ${run.id} (as of ${run.asOf}), ${seen}.`);
      session.output.document({ userId: id, found: false, runId: run.id, asOf: run.asOf, lastSeen: last ?? null });
      return EXIT.no;
    }
    if (options.pdf !== undefined) {
      const { renderCardPdf } = await import('#drawing'); // slow to load, and only for this
      await writeFile(options.pdf, await renderCardPdf(card, new Date())).catch((cause: NodeJS.ErrnoException) => {
        throw new UsageError(`cannot write ${options.pdf}: ${cause.message}`);
      });
    }
    session.output.text(cardText(card));
    if (options.pdf !== undefined) session.output.text(`Wrote ${resolve(options.pdf)}`);
    session.output.document({ found: true, ...card });
    return EXIT.done;
  } finally {
    await store.close();
  }
}

export function cardText(card: UserCard): string {
  const { headline, basis, standing, pulls, history, columns } = cardTables(card);
  const outlook = outlookLine(card);
  return [
    `${upperFirst(card.provenance.entity.one)} ${clean(card.userId)}`,
    headline,
    `${basis}; as of ${card.provenance.asOf}, run ${card.provenance.runId}`,
    ...(card.provenance.banner ? [`⚠ ${card.provenance.banner}`] : []),
    ...(outlook === null ? [] : [outlook]),
    `What to do: ${card.action}`,
    ...[standing, pulls, history, columns].flatMap((table) => ['', table.title, terminalTable(table)]),
  ].join('\n');
}
