import { HeraldError } from '../errors.ts';

/** Nothing can be foreseen, because no model has been trained for the profile. */
export class NoModelError extends HeraldError {
  readonly code = 'MODEL_NOT_TRAINED';
  constructor(profile: string) {
    super(`no churn model has been trained for ${profile}; train one with herald train ${profile} FILES`);
  }
}
