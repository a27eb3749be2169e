import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CompleteRun, DEFAULT_PROFILE as profile, type SampledUser } from '#pipeline';
import { renderCardPdf } from '../../reports/render/card-pdf.ts';
import { type UserCard, userCard } from '../../reports/user/card.ts';
import { outlookLine } from '../../reports/user/outlook-line.ts';
import { cardTables, spells } from '../../reports/user/tables.ts';
import { assertClose } from '../support/assert-close.ts';
import { type GeneratedRuns, generatedRuns } from '../support/generated-runs.ts';
import { readPdf } from '../support/pdf-reader.ts';

let runs: GeneratedRuns;
let run: CompleteRun;
let users: readonly SampledUser[];
let cards: readonly UserCard[];
let eight: GeneratedRuns;

before(async () => {
  runs = await generatedRuns({ users: 300, weeks: 4, seed: 8 });
  run = runs.runs[3]!;
  users = await runs.store.sample(run.id);
  assert.equal(users.length, run.rows); // all of them, at this size
  cards = await Promise.all(users.map(({ row }) => cardOf(row.user_id as string)));
  eight = await generatedRuns({ users: 200, seed: 8 }, { k: 8 });
});

after(async () => {
  await runs?.[Symbol.asyncDispose]();
  await eight?.[Symbol.asyncDispose]();
});

async function cardOf(userId: string): Promise<UserCard> {
  const card = await userCard(runs.store, run, profile, userId);
  assert.ok(card);
  return card;
}

describe('the card of a user', () => {
  it('is not there for somebody who is not', async () => {
    assert.equal(await userCard(runs.store, run, profile, 'nobody'), undefined);
  });

  it('has all 25 columns, cluster and segment', () => {
    for (const [index, { columns }] of cards.entries()) {
      assert.equal(columns.length, 27);
      const { row, segment } = users[index]!;
      assert.deepEqual(Object.fromEntries(columns.map(({ name, value }) => [name, value])), { ...row, segment });
    }
  });

  it('ranks each KPI among all users and in the segment, equal values counted half', () => {
    for (const [index, card] of cards.entries()) {
      const { row, segment } = users[index]!;
      for (const { measure, value, overallPercentile, segmentPercentile, overallMean, segmentMean } of card.kpis) {
        const everyone = users.map((user) => user.row[measure.column] as number);
        const own = users.filter((user) => user.segment === segment).map((user) => user.row[measure.column] as number);
        assert.equal(value, row[measure.column]);
        assertClose(overallPercentile!, rankIn(everyone, value!));
        assertClose(segmentPercentile!, rankIn(own, value!));
        assertClose(overallMean!, mean(everyone));
        assertClose(segmentMean!, mean(own));
      }
    }
  });

  it('has pulls that add up to the difference of the squared distances to the next and the own centre', () => {
    for (const { pulls, clarity } of cards) {
      const sum = pulls.reduce((total, { pull }) => total + pull, 0);
      assertClose(sum, clarity.nextDistance ** 2 - clarity.ownDistance ** 2, 1e-9);
      assert.ok(sum >= 0); // nobody is nearer to another segment
      assert.equal(pulls.length, profile.features.length);
      assert.deepEqual(
        pulls.map(({ pull }) => pull),
        pulls.map(({ pull }) => pull).toSorted((a, b) => b - a),
      );
    }
  });

  it('says how clear the segment is by the stored margin', () => {
    const levels = new Set<string>();
    for (const [index, { clarity }] of cards.entries()) {
      const { margin } = users[index]!;
      assertClose(clarity.margin, margin, 1e-9);
      assertClose(1 - clarity.ownDistance / clarity.nextDistance, margin, 1e-9);
      assert.equal(clarity.level, margin < 0.05 ? 'borderline' : margin < 0.2 ? 'fairly clear' : 'clear');
      levels.add(clarity.level);
    }
    assert.deepEqual([...levels].toSorted(), ['borderline', 'clear', 'fairly clear']);
  });

  it('says it in words', () => {
    const headline = (level: string) => cardTables(cards.find(({ clarity }) => clarity.level === level)!).headline;
    assert.match(headline('clear'), /^(Power|Casual) Users, clearly apart from (Power|Casual) Users$/);
    assert.match(headline('fairly clear'), /^(Power|Casual) Users, fairly clearly apart from (Power|Casual) Users$/);
    assert.match(headline('borderline'), /^(Power|Casual) Users, on the border to (Power|Casual) Users$/);
  });

  it('says of who has not logged in for 30 days that they count as gone already, unless the reader may not see that', () => {
    const lapsed = cards[0]!.columns.map((column) =>
      column.name === 'days_since_last_login' ? { ...column, value: 30 } : column,
    );
    const card: UserCard = { ...cards[0]!, columns: lapsed };
    const line =
      'Counts as gone already, so nothing is forecast: days since last login is 30, and from 30 on a user counts as gone.';
    assert.equal(outlookLine(card), line);
    assert.equal(outlookLine({ ...card, columns: lapsed.filter(({ name }) => name !== 'days_since_last_login') }), null);
    const active = lapsed.map((column) => (column.name === 'days_since_last_login' ? { ...column, value: 29 } : column));
    assert.equal(outlookLine({ ...card, columns: active }), null);
  });

  it('has the action of the segment, and none of a weak run', async () => {
    for (const { segment, action } of cards) assert.equal(action, run.segments.find(({ name }) => name === segment)!.action);
    const weak = await userCard(runs.store, { ...run, trust: { ...run.trust, level: 'weak' } }, profile, cards[0]!.userId);
    assert.match(weak!.action, /^Go by the figures of this user alone/);
    assert.notEqual(weak!.provenance.banner, null);
  });
});

function rankIn(values: readonly number[], value: number): number {
  const below = values.filter((other) => other < value).length;
  return (below + values.filter((other) => other === value).length / 2) / values.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the history', () => {
  it('has one entry a run, oldest first, with the segment of that run', async () => {
    const samples = await Promise.all(runs.runs.map(({ id }) => runs.store.sample(id)));
    const segments = samples.map((sample) => new Map(sample.map(({ row, segment }) => [row.user_id as string, segment])));
    for (const { userId, history } of cards) {
      const expected = runs.runs.flatMap(({ asOf }, week) => {
        const segment = segments[week]!.get(userId);
        return segment === undefined ? [] : [[asOf, segment]];
      });
      assert.deepEqual(
        history.map(({ asOf, segment }) => [asOf, segment]),
        expected,
      );
    }
  });

  it('marks a change of segment where it happened', () => {
    const movers = cards.filter(({ history }) => history.some(({ changed }) => changed));
    assert.ok(movers.length > 0);
    for (const { history } of cards) {
      for (const [i, { changed, segment }] of history.entries())
        assert.equal(changed, i > 0 && history[i - 1]!.segment !== segment);
    }
  });

  it('reads as unbroken stays', () => {
    assert.deepEqual(spells([]), []);
    assert.deepEqual(
      spells([
        { ...membership('2026-10-26', 'Casual Users', 0.414), changed: false },
        { ...membership('2026-11-02', 'Casual Users', 0.671), changed: false },
        { ...membership('2026-11-09', 'Power Users', 0.02), changed: true },
        { ...membership('2026-11-16', 'Casual Users', 0.1), changed: true },
      ]),
      [
        'Casual Users from 2026-10-26 to 2026-11-02, 2 runs, margin 0.41 to 0.67',
        'Power Users on 2026-11-09, 1 run, margin 0.02',
        'Casual Users on 2026-11-16, 1 run, margin 0.10',
      ],
    );
  });

  it('counts every run once in its stays', () => {
    for (const { history } of cards) {
      const counted = spells(history).map((spell) => Number(/(\d+) runs?,/.exec(spell)![1]));
      assert.equal(
        counted.reduce((sum, count) => sum + count, 0),
        history.length,
      );
    }
  });
});

function membership(asOf: string, segment: string, margin: number): Omit<UserCard['history'][number], 'changed'> {
  return { runId: 1, asOf, segment, margin };
}

describe('the card as PDF', () => {
  const createdAt = new Date('2026-11-16T06:00:00Z');

  async function onOnePage(card: UserCard): Promise<string> {
    const pdf = await readPdf(await renderCardPdf(card, createdAt));
    assert.equal(pdf.pages.length, 1);
    assert.ok(pdf.tagged);
    assert.ok(pdf.pages[0]!.fonts.every(({ embedded }) => embedded));
    return pdf.pages[0]!.text.replace(/\s+/g, '');
  }

  const assertSays = (text: string, ...parts: readonly string[]) => {
    for (const part of parts) assert.ok(text.includes(part.replace(/\s+/g, '')), part);
  };

  it('is one page with the segment, what to do, the figures and all columns', async () => {
    const card = cards.find(({ history }) => history.some(({ changed }) => changed))!;
    const text = await onOnePage(card);
    const { headline, standing, columns } = cardTables(card);
    assertSays(text, card.userId, headline, card.action, ...spells(card.history));
    assertSays(text, ...standing.rows.flat().map(String), ...columns.rows.map(([label]) => String(label)));
  });

  it('is one page for a user who counts as gone, and says so', async () => {
    const gone = cards.find(({ columns }) =>
      columns.some(({ name, value }) => name === 'days_since_last_login' && Number(value) >= 30),
    )!;
    assertSays(await onOnePage(gone), 'Counts as gone already');
  });

  it('is one page for a user of a weak run, with the banner', async () => {
    const trust = { ...run.trust, level: 'weak' } as const;
    const unproven = run.segments.map((segment) => ({ ...segment, nameSupported: false }));
    const card = (await userCard(runs.store, { ...run, trust, segments: unproven }, profile, cards[0]!.userId))!;
    const text = await onOnePage(card);
    assertSays(text, card.provenance.banner!, '(unproven)', 'Go by the figures of this user alone');
  });

  it('is one page for a very long id', async () => {
    const userId = 'user-with-a-very-long-identifier-'.repeat(7).slice(0, 200);
    assertSays(await onOnePage({ ...cards[0]!, userId }), userId);
  });

  it('is one page with eight segments', async () => {
    const [sampled] = await eight.store.sample(eight.runs[0]!.id);
    const card = (await userCard(eight.store, eight.runs[0]!, profile, sampled!.row.user_id as string))!;
    assertSays(await onOnePage(card), card.segment, card.clarity.nextSegment);
  });

  it('is one page for somebody who changed segment every week for two years', async () => {
    const history = Array.from({ length: 104 }, (_, week) => ({
      ...membership(
        new Date(Date.UTC(2024, 10, 25) + week * 604_800_000).toISOString().slice(0, 10),
        ['Power Users', 'Casual Users'][week % 2]!,
        0.1,
      ),
      changed: week > 0,
    }));
    const text = await onOnePage({ ...cards[0]!, history });
    assertSays(text, spells(history).at(-1)!);
  });

  it('is one page for hostile values', async () => {
    const columns = cards[0]!.columns.map((column) =>
      column.name === 'country' ? { ...column, value: '<b>日本 🔥</b>'.repeat(6) } : column,
    );
    assertSays(await onOnePage({ ...cards[0]!, columns }), '日本');
  });
});
