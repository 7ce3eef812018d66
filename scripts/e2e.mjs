/**
 * `npm run test:e2e`: the demo, and then the package in a real n8n with a real browser.
 *
 *   <name> ...  run only the files of test/e2e whose names begin so ("4" or "4-pictures"), and no demo
 *   --pictures  replace the pictures of the documentation by what the browser shows
 *
 * The last line says how many tests passed and how many failed.
 */
import { copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ensureDependencies } from './lib/install.mjs';
import { ensureN8n } from './lib/n8n.mjs';
import { build, pack } from './lib/package.mjs';
import { Problem, ROOT, main, run, step, temporaryFolder } from './lib/process.mjs';

const TESTS = path.join(ROOT, 'test', 'e2e');
const PICTURES = path.join(ROOT, 'docs', 'pictures');

function findChromium() {
	const program = process.env.CHROMIUM_PATH || '/usr/bin/chromium';
	if (existsSync(program)) return program;
	throw new Problem(
		`Chromium is missing: there is no ${program}. Install the package "chromium" (on Debian and Ubuntu: apt-get install chromium), or set CHROMIUM_PATH to the program.`,
	);
}

/**
 * Takes over what the browser has shown. Pictures differ from run to run in a few pixels; those in the
 * repository change only on demand, and one that is not there yet is added.
 */
function keepPictures(folder, replace) {
	for (const name of readdirSync(folder)) {
		const kept = path.join(PICTURES, name);
		if (replace || !existsSync(kept)) copyFileSync(path.join(folder, name), kept);
	}
}

/** How many tests passed and failed, from the summary at the end of a report in TAP. */
function countsIn(report) {
	const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(report)?.[1]);
	// What was cancelled or skipped has not passed.
	const counts = ['pass', 'fail', 'cancelled', 'skipped', 'todo'].map(count);
	if (counts.some(Number.isNaN)) {
		throw new Problem('The end-to-end tests have ended without a summary.');
	}
	const [passed, ...others] = counts;
	return { passed, failed: others.reduce((sum, number) => sum + number, 0) };
}

async function runDemo(tarball) {
	console.log('\n== Demo ==\n');
	const demo = path.join(ROOT, 'scripts', 'demo.mjs');
	if (
		(await run(process.execPath, [demo, '--once', '--package', tarball], { show: true })).code !== 0
	) {
		throw new Problem('The demo failed.');
	}
}

await main(async () => {
	const { values: options, positionals: names } = parseArgs({
		options: { pictures: { type: 'boolean' } },
		allowPositionals: true,
	});
	const files = readdirSync(TESTS)
		.filter((name) => name.endsWith('.e2e.mjs'))
		.filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
	if (files.length === 0) throw new Problem(`No file of test/e2e begins with ${names.join(', ')}.`);
	const chromium = findChromium();
	await ensureDependencies();
	await step('Building the package', build);
	const tarball = await step('Packing it', () => pack(temporaryFolder('package')));
	const { node } = await ensureN8n();

	if (names.length === 0) await runDemo(tarball);

	console.log('\n== In n8n ==\n');
	const report = path.join(temporaryFolder('report'), 'tests.tap');
	const pictures = temporaryFolder('pictures');
	// One process for all files, because they share one n8n; and n8n's Node.js, because the browser's
	// library needs a newer one than the package.
	const { code } = await run(
		node,
		[
			'--test',
			'--test-isolation=none',
			'--test-reporter=spec',
			'--test-reporter-destination=stdout',
			'--test-reporter=tap',
			`--test-reporter-destination=${report}`,
			...files.sort().map((name) => path.join(TESTS, name)),
		],
		{
			show: true,
			env: {
				...process.env,
				BITMART_E2E_PACKAGE: tarball,
				BITMART_E2E_PICTURES: pictures,
				CHROMIUM_PATH: chromium,
			},
		},
	);
	keepPictures(pictures, options.pictures);
	const { passed, failed } = countsIn(existsSync(report) ? readFileSync(report, 'utf8') : '');
	console.log(`\n${passed} passed, ${failed} failed`);
	return code === 0 && failed === 0 ? 0 : 1;
});
