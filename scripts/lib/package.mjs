/** The package as people get it: built, packed, unpacked. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { Problem, mustRun, npm } from './process.mjs';

/** Compiles the package into dist/. */
export async function build() {
	await npm('Building the package', ['run', 'build', '--silent']);
}

/**
 * Packs what is in dist/ as it would be published.
 * @param {string} folder where the tarball goes
 * @returns {Promise<string>} the tarball
 */
export async function pack(folder) {
	mkdirSync(folder, { recursive: true });
	await npm('Packing the package', [
		'pack',
		'--loglevel=error',
		'--ignore-scripts',
		`--pack-destination=${folder}`,
	]);
	const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
	if (!tarball) throw new Problem('npm pack has written no tarball.');
	return path.join(folder, tarball);
}

/** Unpacks a tarball of npm into a folder, without the "package/" that npm puts around it. */
export async function unpack(tarball, folder) {
	mkdirSync(folder, { recursive: true });
	// Relative, because some versions of tar take "C:" for the name of another computer.
	await mustRun(
		'Unpacking the package',
		'tar',
		['-xzf', path.relative(folder, tarball), '--strip-components=1'],
		{ cwd: folder },
	);
}
