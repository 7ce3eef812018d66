/** `npm test`: everything that can be checked without a running n8n. Stops at the first failure. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { ensureDependencies } from './lib/install.mjs';
import { Problem, ROOT, main, npm, run, temporaryFolder } from './lib/process.mjs';

function heading(text) {
	console.log(`\n== ${text} ==\n`);
}

async function npmScript(name) {
	const what = `npm run ${name}`;
	await npm(what, ['run', '--silent', name], { show: true });
}

/** Runs jest with its own output, and returns its totals. */
async function jest() {
	const report = path.join(temporaryFolder('test'), 'jest.json');
	const program = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
	const { code } = await run(
		process.execPath,
		[program, '--json', `--outputFile=${report}`, ...process.argv.slice(2)],
		{ show: true },
	);
	let totals;
	try {
		totals = JSON.parse(readFileSync(report, 'utf8'));
	} catch {
		throw new Problem('jest has not run.');
	}
	return { code, passed: totals.numPassedTests, failed: totals.numFailedTests, totals };
}

await main(async () => {
	await ensureDependencies();

	heading('Types');
	await npmScript('typecheck');
	console.log('No complaints.');

	heading('Lint');
	await npmScript('lint');

	heading('Rooms');
	await npmScript('rooms');

	heading('Documentation');
	if (
		(
			await run(process.execPath, [path.join(ROOT, 'scripts', 'docs.mjs'), '--check'], {
				show: true,
			})
		).code !== 0
	) {
		throw new Problem('The generated documentation is not up to date; see above.');
	}

	heading('Tests');
	const { code, passed, failed, totals } = await jest();
	if (code !== 0) {
		const broken = totals.numFailedTestSuites;
		console.error(`\n${passed} passed, ${failed} failed (in ${broken} test files)`);
		return 1;
	}
	if (passed === 0) throw new Problem('There was no test to run.');

	heading('Build');
	await npmScript('build');

	heading('Package');
	const check = path.join(ROOT, 'scripts', 'check-package.mjs');
	if ((await run(process.execPath, [check], { show: true })).code !== 0) {
		throw new Problem('The package is not fit to be published; see above.');
	}

	console.log('\nTypes, lint, rooms, tests, build and package are in order.');
	console.log(`${passed} passed, ${failed} failed`);
	return 0;
});
