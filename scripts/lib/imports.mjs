/** Who imports whom in this repository, and what the rules of .dependency-cruiser.cjs say to it. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from './process.mjs';

/**
 * Every file with its imports, imports of types included.
 * @param {string[]} folders below `base`; what they import elsewhere is looked at too
 * @param {string} [base] a folder with a tree like that of the repository
 * @returns {Promise<import('dependency-cruiser').ICruiseResult>}
 */
export async function readImports(folders, base = ROOT) {
	const { cruise } = await import('dependency-cruiser');
	const { default: readOptions } = await import(
		'dependency-cruiser/config-utl/extract-depcruise-options'
	);
	const options = await readOptions(path.join(ROOT, '.dependency-cruiser.cjs'));
	const present = folders.filter((folder) => existsSync(path.join(base, folder)));
	const { output } = await cruise(present, { ...options, baseDir: base });
	return output;
}

/** The files of the tree itself: no packages, and nothing of Node's own. */
export function ownFiles({ modules }) {
	return modules.filter(
		({ source, coreModule, couldNotResolve }) =>
			!coreModule && !couldNotResolve && !source.includes('node_modules/'),
	);
}
