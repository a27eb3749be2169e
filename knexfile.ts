export default { client: 'better-sqlite3', connection: { filename: '/tmp/probe/x.db' }, useNullAsDefault: true, migrations: { directory: './migrations', loadExtensions: ['.ts'], extension: 'ts' } };
