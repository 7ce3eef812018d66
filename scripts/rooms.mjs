/**
 * `npm run rooms`: holds every import against the rules of .dependency-cruiser.cjs, and prints both.
 * With names of folders it starts from these only; `--base <folder>` looks at another tree.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { readImports, ownFiles } from './lib/imports.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { ROOT, main } from './lib/process.mjs';

const FOLDERS = ['credentials', 'nodes', 'sandbox', 'scripts', 'test'];

/** A circle is told with all its files; what nobody uses stands alone. */
function sentence({ rule, from, to, cycle }) {
	const steps = cycle ? [from, ...cycle.map(({ name }) => name)] : [from, to];
	const route = from === to && !cycle ? [from] : steps;
	return `${rule.name}: ${route.join(' → ')}`;
}

await main(async () => {
	const { values, positionals } = parseArgs({
		options: { base: { type: 'string' } },
		allowPositionals: true,
	});
	await ensureDependencies();
	const result = await readImports(
		positionals.length > 0 ? positionals : FOLDERS,
		path.resolve(values.base ?? ROOT),
	);
	const { violations, ruleSetUsed } = result.summary;
	const width = Math.max(...ruleSetUsed.forbidden.map(({ name }) => name.length));
	for (const { name, comment } of ruleSetUsed.forbidden) {
		console.log(`${name.padEnd(width)}  ${comment}`);
	}
	console.log('');
	for (const violation of violations) console.error(sentence(violation));
	const count = violations.length === 0 ? 'no violations' : `${violations.length} violations`;
	console.log(`${count} in ${ownFiles(result).length} modules`);
	return violations.length === 0 ? 0 : 1;
});
