// The headline job by DuckDB, a peer of the benchmark: npm install @duckdb/node-api. usage: node duckdb_job.js INPUT OUTPUT [THREADS]
// The SQL stands in duckdb_job.sql; {input} and {output} are folders.
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const modules = process.env.ROSTERKIT_BENCH_NPM ? createRequire(process.env.ROSTERKIT_BENCH_NPM + '/') : require;
const { DuckDBInstance } = modules('@duckdb/node-api');

async function main() {
  const [input, output, threads = '2'] = process.argv.slice(2);
  fs.mkdirSync(output, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads, preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  const text = fs.readFileSync(path.join(__dirname, 'duckdb_job.sql'), 'utf8');
  for (const statement of text.replaceAll('{input}', input).replaceAll('{output}', output).split(/;\s*\n/)) {
    if (statement.trim()) await connection.run(statement);
  }
}

main().catch((error) => { console.error(error); process.exit(1); });
