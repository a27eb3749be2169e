import { HeraldError } from '../errors.ts';

/** Nothing can be foreseen, because no model has been trained for the profile. */
export class NoModelError extends HeraldError {
  readonly code = 'MODEL_NOT_TRAINED';
  /** @param of what it would foresee: churn of users, or a crash of sessions */
  constructor(profile: string, of = 'churn') {
    super(`no ${of} model has been trained for ${profile}; train one with herald train ${profile} FILES`);
  }
}
