/** The repository's own dependencies: there before anything else runs, without being asked for. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ROOT, npm, step } from './process.mjs';

const LOCK = path.join(ROOT, 'package-lock.json');
const MODULES = path.join(ROOT, 'node_modules');
const STAMP = path.join(MODULES, '.n8n-nodes-bitmart');

/** npm keeps a list of what it has installed; somebody may have run npm by hand since our stamp. */
function installedByHand() {
	const list = path.join(MODULES, '.package-lock.json');
	if (!existsSync(list)) return false;
	const installed = JSON.parse(readFileSync(list, 'utf8')).packages ?? {};
	const wanted = JSON.parse(readFileSync(LOCK, 'utf8')).packages ?? {};
	return Object.entries(wanted).every(
		([name, { version, optional, link }]) =>
			name === '' || optional || link || installed[name]?.version === version,
	);
}

/**
 * Installs the dependencies where they are missing or the lock file has changed since. Silent when
 * there is nothing to do.
 */
export async function ensureDependencies() {
	const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
	if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
	if (!installedByHand()) {
		await step('Installing the dependencies (about 1 GB, 1 to 2 minutes)', async () => {
			// The lock file decides the versions and stays as it is. "npm ci" would refuse it, because
			// for some packages there are no builds for other platforms in the same version.
			// Warnings about engines of packages that are only used with a newer Node help nobody here.
			await npm('Installing the dependencies', [
				'install',
				'--no-save',
				'--loglevel=error',
				'--no-audit',
				'--no-fund',
				'--no-progress',
			]);
		});
	}
	writeFileSync(STAMP, wanted);
}
