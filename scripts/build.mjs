// Bundles the command and the library into dist/. Types come from `tsc -p tsconfig.types.json`.
import { build } from 'esbuild';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });

const empty = { name: 'no-devtools', setup: (own) => {
  // Ink asks for React's developer tools, which a released program has no use for.
  own.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'devtools', namespace: 'empty' }));
  own.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default {}' }));
} };

// Every setting's default, worked out now: a start without a configuration file then loads neither the schema nor its library.
const schema = await build({ entryPoints: ['src/config/schema.ts'], bundle: true, write: false, format: 'esm', platform: 'node', packages: 'bundle', logLevel: 'error' });
const { DEFAULTS } = await import(`data:text/javascript;base64,${Buffer.from(schema.outputFiles[0].contents).toString('base64')}`);
const defaults = { name: 'defaults', setup: (own) => {
  own.onLoad({ filter: /src\/config\/defaults\.ts$/ }, () => ({ contents: `export const DEFAULTS = ${JSON.stringify(DEFAULTS)};`, loader: 'ts' }));
} };

await build({
  entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts', 'sampler-worker': 'src/engine/sampler-worker.ts', 'facts-worker': 'src/engine/facts-worker.ts', 'traffic-worker': 'src/engine/traffic/traffic-worker.ts', 'forecast-worker': 'src/monitors/forecasting/forecast-worker.ts', 'demo-endpoints': 'src/demo/endpoints/process.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.15',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env["NODE_ENV"]': '"production"', 'process.env.DEV': '"false"' },
  external: ['hyparquet-writer', 'pdfkit', 'blessed', 'blessed-contrib', 'blessed-contrib/*', 'systeminformation', 'pidusage', 're2js', 'nodemailer', 'pino'],
  plugins: [empty, defaults],
  // Bundled CommonJS asks for `require`, which a module does not have.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});

// The countries of the world's addresses, worked out now: 11 ms at a start instead of 150.
const flat = await build({ entryPoints: ['src/collectors/geo/make-flat.ts'], bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'error' });
const { makeFlatFile } = await import(`data:text/javascript;base64,${Buffer.from(flat.outputFiles[0].contents).toString('base64')}`);
writeFileSync('dist/countries.bin', makeFlatFile(readFileSync('node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb')));

copyFileSync('src/collectors/prices/instances.json', 'dist/instances.json');

// Loaded in foreign programs: by itself, small, and for older Node as well.
for (const [format, end] of [['esm', 'mjs'], ['cjs', 'cjs']]) await build({ entryPoints: ['src/middleware/index.ts'], bundle: true, outfile: `dist/middleware.${end}`, format, platform: 'node', target: 'node18', minify: true });

// Not bundled and of no modern syntax: an old Node must be able to read it, to say that it is too old.
writeFileSync('dist/pyprocwatch.mjs', `#!/usr/bin/env node
var version = process.versions.node.split('.').map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 15)) {
  process.stderr.write('pyprocwatch: Node ' + process.versions.node + ' is too old; install Node 22.15 or newer\\n');
  process.exit(69);
}
import('./start.mjs');
`);
writeFileSync('dist/start.mjs', `import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
const STARTED = 'PYPROCWATCH_STARTED';
// A screen that stays open, and a service, must stay small. These can be had at the start of a process only, so it starts itself anew in
// its own place (same pid, 15 ms): V8 would let its young heap grow to 32 MB and its old one by half each time, the C library keeps an arena for each thread,
// and what was once given to it. Rules and requests leave much behind at each evaluation: with 8 MB a tenth of what 100,000 requests a minute cost is saved and no memory more is held.
// Whole logs are read with little garbage: a small young heap saves 16 MB there and no time is lost.
// (#!/usr/bin/env -S node --flags would do, but BusyBox's env does not know -S.)
const watches = process.argv.includes('watch');
const readsLogs = process.argv.some((word) => word === '--log' || word.startsWith('--log='));
if (process.env[STARTED] === undefined && (process.stdout.isTTY || watches || readsLogs) && process.platform === 'linux') {
  try {
    if (readsLogs) process.execve(process.execPath, [process.execPath, '--max-semi-space-size=2', ...process.argv.slice(1)], { ...process.env, [STARTED]: '1' });
    process.execve(process.execPath, [process.execPath, '--max-semi-space-size=' + (watches ? 8 : 1), '--v8-pool-size=1', '--heap-growing-percent=20', '--expose-gc', ...process.argv.slice(1)], { ...process.env, MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '131072', [STARTED]: '1' });
  } catch {
    // Not to be had: it runs all the same, with some more memory.
  }
}
if (process.env[STARTED] !== undefined) {
  delete process.env[STARTED];
  delete process.env.MALLOC_ARENA_MAX;
  delete process.env.MALLOC_MMAP_THRESHOLD_;
  delete process.env.MALLOC_TRIM_THRESHOLD_;
}
// Compiled code is kept in the user's own cache, never in a shared folder where another could put theirs.
try {
  module.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'pyprocwatch'));
} catch {
  // Without a home there is no cache: the start takes a little longer.
}
await import('./main.mjs');
`);
chmodSync('dist/pyprocwatch.mjs', 0o755);

// In a clone `npx pyprocwatch` runs what was built here, at once, instead of installing the folder as a package.
if (existsSync('node_modules/.bin') && !existsSync('node_modules/.bin/pyprocwatch')) symlinkSync('../../dist/pyprocwatch.mjs', 'node_modules/.bin/pyprocwatch');
