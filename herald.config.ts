import { defineConfig } from './bot/config.ts';

/** What this installation does differently from the defaults. */
export default defineConfig({
  branding: { brand: 'Herald', reportTitle: 'Weekly segment report' },
});
