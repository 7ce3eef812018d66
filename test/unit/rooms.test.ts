/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { join } from 'node:path';

import type { Floor } from '../../scripts/lib/rooms';
import { arrowsOf } from '../../scripts/lib/rooms';

const ROOT = join(__dirname, '..', '..');

/** What is wrong in test/fixtures/rooms: something for every rule. */
const WRONG = [
	'access-above-catalogue: nodes/access/guard.ts → ../../../node_modules/decimal.js/decimal.d.ts',
	'access-above-catalogue: nodes/access/guard.ts → nodes/One/operations/first.ts',
	'bitmart-below-operations: nodes/bitmart/facts.ts → nodes/Two/operations/second.ts',
	'catalogue-above-operations: nodes/catalogue.ts → nodes/bitmart/facts.ts',
	'core-alone: nodes/core/execute.ts → nodes/bitmart/facts.ts',
	'core-definition: nodes/core/definition/form.ts → nodes/core/values/read.ts',
	'core-exchange: nodes/core/exchange/http.ts → nodes/core/writes/once.ts',
	'core-reads: nodes/core/reads/pages.ts → nodes/core/send.ts',
	'core-send: nodes/core/send.ts → nodes/core/execute.ts',
	'core-values: nodes/core/values/read.ts → nodes/core/exchange/http.ts',
	'core-writes: nodes/core/writes/once.ts → nodes/core/reads/pages.ts',
	'credential-thin: credentials/Key.credentials.ts → nodes/service.ts',
	'export-of-lists: nodes/Account/operations/exportSources.ts → nodes/Two/operations/second.ts',
	// Imports of types only.
	'no-circle: nodes/bitmart/chicken.ts → nodes/bitmart/egg.ts → nodes/bitmart/chicken.ts',
	'no-dead-end: scripts/start.mjs → ./nowhere.mjs',
	'no-orphan: test/support/forgotten.ts',
	'node-thin: nodes/One/One.node.ts → nodes/Two/Two.node.ts',
	'node-thin: nodes/One/One.node.ts → nodes/access/guard.ts',
	'node-thin: nodes/Two/Two.node.ts → sandbox/index.ts',
	'nodes-on-top: nodes/One/One.node.ts → nodes/Two/Two.node.ts',
	'operations-apart: nodes/One/operations/first.ts → nodes/Two/operations/second.ts',
	'sandbox-alone: sandbox/index.ts → nodes/bitmart/facts.ts',
	'sandbox-basics: sandbox/basics/amounts.ts → sandbox/books/spot.ts',
	'sandbox-books: sandbox/books/spot.ts → sandbox/calls/spot.ts',
	'sandbox-books: sandbox/books/spot.ts → sandbox/faults/late.ts',
	'sandbox-calls: sandbox/calls/spot.ts → sandbox/door/server.ts',
	'sandbox-door: sandbox/door/server.ts → sandbox/index.ts',
	'sandbox-faults: sandbox/faults/late.ts → sandbox/calls/spot.ts',
	'service-above-access: nodes/service.ts → nodes/catalogue.ts',
	'shipped-in-use: nodes/bitmart/forgotten.ts',
	'shipped-without-libraries: nodes/access/guard.ts → ../../../node_modules/decimal.js/decimal.d.ts',
	'shipped-without-tests: nodes/Two/Two.node.ts → sandbox/index.ts',
];

describe('the rules of the rooms', () => {
	let run: SpawnSyncReturns<string>;
	beforeAll(() => {
		const args = ['scripts/rooms.mjs', '--base', 'test/fixtures/rooms'];
		run = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
	}, 60_000);

	it('find what is wrong, and nothing else', () => {
		expect(run.stderr.trim().split('\n').sort()).toEqual([...WRONG].sort());
		expect(run.status).toBe(1);
	});

	it('are all broken by the fixture, so that each is known to work', () => {
		const rules = [...run.stdout.matchAll(/^([a-z-]+) {2,}\S/gm)].map(([, name]) => name);
		expect(rules.length).toBeGreaterThan(0);
		expect([...new Set(WRONG.map((line) => line.split(':')[0]))].sort()).toEqual(rules.sort());
	});
});

describe('the picture of the rooms', () => {
	const house: Floor = {
		title: 'House',
		files: /^house\//,
		rooms: ['attic', 'kitchen', 'cellar'].map((name) => ({
			name,
			files: new RegExp(`^house/${name}/`),
			purpose: '',
		})),
	};
	const file = (source: string, ...imports: string[]) => ({
		source,
		dependencies: imports.map((resolved) => ({ resolved })),
	});

	it('has an arrow wherever a room uses one below it', () => {
		const files = [
			file('house/kitchen/cook.ts', 'house/cellar/wine.ts', 'house/kitchen/pot.ts', 'fs'),
			file('house/attic/sleep.ts', 'house/cellar/wine.ts', 'house/kitchen/cook.ts'),
			file('house/attic/dream.ts', 'house/cellar/wine.ts'),
			file('garden/tree.ts', 'house/attic/sleep.ts'),
		];
		expect(arrowsOf(house, files)).toEqual([
			[0, 1],
			[0, 2],
			[1, 2],
		]);
	});

	it('is refused where an arrow leads back up, or a file has no room', () => {
		expect(() => arrowsOf(house, [file('house/cellar/wine.ts', 'house/attic/sleep.ts')])).toThrow(
			'house/cellar/wine.ts uses house/attic/sleep.ts, which is in a room above it',
		);
		expect(() => arrowsOf(house, [file('house/roof.ts')])).toThrow(
			'house/roof.ts is in no room of "House"',
		);
	});
});
