/**
 * Runs today's tests of the outside exam against the code that was examined: `node scripts/exam.mjs [commit]`.
 * They must fail there; a test that passes in both has found nothing.
 */
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';

import { BEFORE } from './lib/exam.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { Problem, ROOT, main, run, temporaryFolder } from './lib/process.mjs';

await main(async () => {
	const commit = process.argv[2] ?? BEFORE;
	await ensureDependencies();
	const tree = path.join(temporaryFolder('exam'), 'tree');
	const added = await run('git', ['-C', ROOT, 'worktree', 'add', '--detach', tree, commit]);
	if (added.code !== 0) throw new Problem(`There is no commit ${commit} here.`);
	try {
		symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'));
		cpSync(path.join(ROOT, 'test', 'exam'), path.join(tree, 'test', 'exam'), { recursive: true });
		cpSync(
			path.join(ROOT, 'test', 'support', 'server.ts'),
			path.join(tree, 'test', 'support', 'server.ts'),
		);
		const report = path.join(tree, 'report.json');
		const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
		await run(process.execPath, [jest, 'test/exam', '--json', `--outputFile=${report}`], {
			cwd: tree,
		});
		if (!existsSync(report)) throw new Problem('jest has not run.');
		const rows = new Map();
		for (const { assertionResults } of JSON.parse(readFileSync(report, 'utf8')).testResults) {
			for (const { ancestorTitles, status } of assertionResults) {
				const title = ancestorTitles[0] ?? '';
				const row = rows.get(title) ?? { failed: 0, all: 0 };
				row.all++;
				if (status === 'failed') row.failed++;
				rows.set(title, row);
			}
		}
		for (const [title, { failed, all }] of rows)
			console.log(`${failed} of ${all} failed  ${title}`);
		return 0;
	} finally {
		await run('git', ['-C', ROOT, 'worktree', 'remove', '--force', tree]);
	}
});
