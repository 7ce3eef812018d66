/** Runs a TypeScript file of this repository on a bare clone: `node scripts/run.mjs <file> [arguments]`. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { ensureDependencies } from './lib/install.mjs';
import { requireNode } from './lib/process.mjs';

const [file, ...rest] = process.argv.slice(2);
if (!file) {
	console.error('Which file? node scripts/run.mjs <file> [arguments]');
	process.exit(1);
}
requireNode();
try {
	await ensureDependencies();
} catch (error) {
	console.error([error.details, error.message].filter(Boolean).join('\n\n'));
	process.exit(1);
}
const { tsImport } = await import('tsx/esm/api');
// The file finds its arguments where it would find them if Node.js had started it.
process.argv = [process.argv[0], path.resolve(file), ...rest];
await tsImport(pathToFileURL(path.resolve(file)).href, import.meta.url);
