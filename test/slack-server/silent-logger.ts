import { LogLevel, type webApi } from '@slack/bolt';

/** For tests of what Bolt and its clients would complain about. */
export const SILENT: webApi.Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
