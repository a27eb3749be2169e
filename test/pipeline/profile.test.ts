import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../pipeline/domain/profile.ts';
import { bandLabels } from '../../pipeline/domain/profile.ts';
import { profileFaults } from '../../pipeline/domain/profile-faults.ts';
import { appBehavior } from '../../pipeline/profiles/app-behavior.ts';
import { shopVisits } from '../support/store-runs.ts';

const faultsWith = (change: Partial<Profile>) => profileFaults({ ...appBehavior, ...change });

describe('a profile', () => {
  it('is sound as it comes with Herald, and so is a second one of another shape', () => {
    assert.deepEqual(profileFaults(appBehavior), []);
    assert.deepEqual(profileFaults(shopVisits), []);
  });

  it('may not cluster by a column that is no number, or that may be missing and is not imputed', () => {
    assert.deepEqual(faultsWith({ features: [...appBehavior.features, 'country'] }), [
      'country is a feature but no number column',
    ]);
    assert.deepEqual(faultsWith({ cleaning: { impute: [], cap: [] } }), [
      'rating_given is a feature that may be missing, so it must be imputed',
    ]);
  });

  it('may not speak of what it does not declare', () => {
    assert.deepEqual(faultsWith({ kpis: ['happiness'] }), ['happiness is a KPI or in the deep dive but no measure']);
    assert.deepEqual(faultsWith({ naming: { ...appBehavior.naming, index: { mood: 1 } } }), [
      'mood names segments but is no feature',
    ]);
  });

  it('has one id and no name twice', () => {
    const [id, ...rest] = appBehavior.columns;
    assert.ok(faultsWith({ columns: rest }).includes('exactly one column must be the id'));
    assert.ok(faultsWith({ columns: [id!, id!, ...rest] }).includes('column user_id is declared twice'));
  });

  it('labels bands so that each value falls into one', () => {
    assert.deepEqual(bandLabels([25, 35, 45]), ['under 25', '25–34', '35–44', '45 and over']);
  });
});
