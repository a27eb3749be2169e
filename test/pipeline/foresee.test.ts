import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LAPSE, LAPSE_PROBABILITY, DEFAULT_PROFILE as profile, runPipeline } from '#pipeline';
import { candidate, logisticRegression, trainModel } from '../../pipeline/learn/index.ts';
import { type GeneratedRuns, generatedRuns } from '../support/generated-runs.ts';
import { trainedOn } from '../support/trained-model.ts';

let runs: GeneratedRuns;

before(async () => {
  runs = await generatedRuns({ users: 300, weeks: 7, seed: 3 });
});
after(() => runs?.[Symbol.asyncDispose]());

describe('a run', () => {
  it('says why it foresees nothing with a model of other columns, and is stored all the same', async () => {
    const xs = Float64Array.from({ length: 60 }, (_, index) => Math.sin(index));
    const { model } = trainModel({
      profile: profile.name,
      targetName: LAPSE,
      version: 1,
      trainedAt: new Date('2026-11-16T07:00:00Z'),
      table: { rowCount: xs.length, features: [{ kind: 'number', name: 'logins_at_night', values: xs }] },
      target: xs.map((x, index) => (x + (index % 3) / 3 > 0.4 ? 1 : 0)),
      candidates: [candidate('logistic regression', logisticRegression)],
      metric: 'rocAuc',
      seed: 1,
    }).predictor;
    await runs.store.predictions.saveModel(model);
    const { outcome, run, notForeseen } = await runLast('2026-11-17');
    assert.equal(outcome, 'stored');
    assert.match(notForeseen!, /logins_at_night/);
    assert.equal(await runs.store.predictions.modelVersionOf(run.id), undefined);
    assert.equal(await runs.store.predictions.forecast(run.id), undefined);
  });

  it('keeps what its model foresees in sums over the whole and every slice of one and two dimensions', async () => {
    const model = await trainedOn(runs);
    await runs.store.predictions.saveModel({ ...model, version: 2 });
    const { run, notForeseen } = await runLast('2026-11-18');
    assert.equal(notForeseen, undefined);
    const { cells, modelVersion } = (await runs.store.predictions.forecast(run.id))!;
    assert.equal(modelVersion, 2);
    // one dimension is a category with missing values in the files, one is in bands
    for (const by of [[], ['country'], ['device_type', 'age_band']]) {
      const asked = { runId: run.id, filters: [], by: ['segment', ...by], of: [], column: LAPSE_PROBABILITY, median: false };
      const rows = (await runs.store.details(asked)).filter(({ count }) => count > 0);
      const own = cells.filter(({ slice }) => Object.keys(slice).sort().join() === by.toSorted().join());
      assert.equal(own.length, rows.length);
      for (const { values, count, sum, sumOfSquares } of rows) {
        const cell = own.find(
          ({ segment, slice }) => segment === values[0] && by.every((name, index) => slice[name] === values[index + 1]),
        )!;
        assert.equal(cell.count, count);
        assert.ok(Math.abs(cell.sum - sum) < 1e-9 && Math.abs(cell.sumOfSquares - sumOfSquares) < 1e-9);
      }
    }
  });
});

async function runLast(asOf: string) {
  const ports = { store: runs.store, clock: { now: () => new Date(`${asOf}T06:00:00Z`) }, progress: () => undefined };
  return runPipeline({ files: [runs.files.at(-1)!], profile, asOf }, ports);
}
