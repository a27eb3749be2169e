import { knexConfig } from './pipeline/store/connect.ts';
import { parseDatabaseUrl } from './pipeline/store/database-url.ts';

/** For the knex command line, as in `npx knex migrate:status`; Herald itself migrates when it starts. */
export default knexConfig(parseDatabaseUrl(process.env.DATABASE_URL ?? 'sqlite:.herald/herald.db'));
