/**
 * Writes docs/operations.json, docs/operations.md and the table of operations in the README from the
 * definitions. `--check` writes nothing and fails where a file differs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ensureDependencies } from './lib/install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

await ensureDependencies();
const { tsImport } = await import('tsx/esm/api');
const { CATALOGUE } = await tsImport('../nodes/catalogue.ts', import.meta.url);
const { describeOperations, toMarkdown, toReadmeTable } = await tsImport(
	'./lib/describe.ts',
	import.meta.url,
);

const entries = describeOperations(CATALOGUE);
const marker = /(<!-- operations -->\n)[\s\S]*?(<!-- \/operations -->)/;
const readmePath = join(root, 'README.md');
const readme = readFileSync(readmePath, 'utf8');
if (!marker.test(readme)) throw new Error('README.md has no place for the table of operations');

const files = {
	'docs/operations.json': `${JSON.stringify(entries, null, '\t')}\n`,
	'docs/operations.md': toMarkdown(CATALOGUE, entries),
	'README.md': readme.replace(
		marker,
		(_all, open, close) => `${open}${toReadmeTable(CATALOGUE)}${close}`,
	),
};

let stale = 0;
for (const [name, text] of Object.entries(files)) {
	const path = join(root, name);
	let current = '';
	try {
		current = readFileSync(path, 'utf8');
	} catch {
		// A file that does not exist yet is stale.
	}
	if (current === text) continue;
	stale++;
	if (check) console.error(`${name} is not up to date: run "npm run docs"`);
	else {
		writeFileSync(path, text);
		console.log(`${name} written`);
	}
}
if (stale === 0) console.log(`The documentation of ${entries.length} endpoints is up to date`);
process.exit(check && stale > 0 ? 1 : 0);
