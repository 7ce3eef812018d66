/** The findings of an examination from outside, and the page that says where each is tested: docs/exam.md. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from './process.mjs';

/** The state of the code that was examined. `node scripts/exam.mjs` runs today's tests against it. */
export const BEFORE = 'c58e0ae';

/**
 * Number, what happened, what holds now. `before`: how many of the tests of the row failed in the examined
 * code; `tests`: where they are, if not under test/exam.
 */
const ROWS = [
	[
		1,
		'Values that differ at every try made another write of the same item',
		'A place that has written once sends nothing else, and says what is there',
		{ before: '5 of 5' },
	],
	[
		2,
		'A code that nobody knows, in HTTP 200, counted as "nothing done"',
		'It leaves a write open; only a documented refusal or a 4xx closes it',
		{ before: '6 of 7' },
	],
	[
		3,
		'Calls without an execution shared one key: one order, said to be placed three times',
		'Each is a write of its own',
		{ before: '2 of 2', tests: ['test/e2e/10-mcp.e2e.mjs'] },
	],
	[
		4,
		"Another account's order was shown as a duplicate",
		'What is remembered belongs to one account in one environment',
		{ before: '1 of 1' },
	],
	[
		5,
		'An Idempotency Key where BitMart refuses no duplicates: two at once gave two orders',
		'Refused there; elsewhere entered before anything else, and whoever comes second waits',
		{ before: '3 of 3' },
	],
	[
		6,
		'A repeated transfer showed the amount that was asked for now',
		'Only the request number, which is all that is known',
		{ before: '1 of 1' },
	],
	[
		7,
		'A failure while reading counted as never connected, and a withdrawal was sent again',
		'Only a failed connect, name look-up or handshake means that nothing was sent',
		{ before: '8 of 16' },
	],
	[
		8,
		'An answer that trickles hung the node',
		'A call has 40 seconds as a whole',
		{ before: '2 of 2' },
	],
	[
		9,
		'Half an hour of look-ups after an order that nobody answered',
		'One try a look-up, none begun after 30 seconds, nothing sent again where none works',
		{ before: '2 of 2' },
	],
	[
		10,
		'A blank key from an expression counted as none',
		'Added but blank is refused',
		{ before: '3 of 3' },
	],
	[
		11,
		'The first items were live orders when a later one had a typo',
		'All items are read and checked first; what was carried out is named',
		{ before: '3 of 5' },
	],
	[
		12,
		'A word of the other position mode opened a position',
		"The account's mode is read, and a word of the other mode refused",
		{ before: 'all' },
	],
	[
		13,
		'Refused rows said "placed"; a batch with missing IDs was sent again',
		'No outcome on what was refused; used keys are looked up; nothing accepted is sent again',
		{ before: '3 of 3' },
	],
	[
		14,
		'Options that do not apply vanished',
		'Refused with what they go with',
		{ before: '3 of 4' },
	],
	[
		15,
		'A used key of ours read as "nothing was carried out"',
		'Looked up, else unknown',
		{ before: '2 of 2' },
	],
	[
		16,
		"Yesterday's order was claimed for a request that was lost",
		'Only what this execution can have made is claimed; two items may not share an ID',
		{ before: '2 of 2' },
	],
	[
		17,
		'The price that a guard rail looked at could be a minute old',
		'Read right before sending',
		{ before: '1 of 1' },
	],
	[
		18,
		'A signature for a reading call was good for a withdrawal',
		'A body is signed only if it is of no use for a call that is forbidden, and only on the direct way',
		{ before: '111 of 253', tests: ['test/unit/guard-bodies.test.ts', 'test/unit/route.test.ts'] },
	],
	[
		19,
		'The credential form saved something else than it showed',
		'Switches: what is shown is what holds',
		{ before: '9 of 9', tests: ['test/unit/guard.test.ts', 'test/e2e/9-browser.e2e.mjs'] },
	],
	[
		20,
		'A server that echoes showed key and signature',
		'Scrubbed from everything that a server says',
		{ before: '1 of 1' },
	],
	[
		21,
		'Set Position Mode passed Allowed Symbols',
		'What acts on all symbols is refused where they are limited',
		{ before: '1 of 1', tests: ['test/unit/guard.test.ts'] },
	],
	[
		22,
		'Return All did not end; rows without an ID fell together',
		'It ends with a hint; rows stay apart',
		{ before: '21 of 21' },
	],
	[
		23,
		'After a 429 the queue went out at once',
		'It waits for the time that the answer names',
		{ before: '1 of 1' },
	],
	[24, 'A clock that says nothing showed a TypeError', 'Not learned', { before: '1 of 4' }],
	[
		25,
		'Odd rate headers switched pacing off, or blocked for a day',
		'Only sane ones are believed',
		{ before: '6 of 8' },
	],
	[26, 'Answers had no size limit', '20 megabytes, with a sentence', { before: '2 of 2' }],
	[
		27,
		'Long texts stopped n8n for seconds',
		'No pattern that begins anew at every character',
		{ before: '3 of 4' },
	],
	[
		28,
		'Calls without a documented limit were remembered for ever',
		'Not counted',
		{ before: '1 of 1' },
	],
	[29, 'Margin rates took one pair only', 'Several, separated by commas', { before: '1 of 1' }],
	[
		30,
		'TP/SL: Modify could not send a limit price for a position',
		'It can, as Create',
		{ before: 'all' },
	],
	[31, 'The sums of the rebates were lost', 'On every row', { before: '1 of 1' }],
	[
		32,
		'"placed" on what places nothing',
		'An outcome is said of what places or moves',
		{ before: '4 of 4' },
	],
	[33, 'Items echoed the question', 'What the answer says comes first', { before: '2 of 2' }],
	[34, 'One thing had two words', 'One word', { before: 'all' }],
	[
		35,
		'operations.json left out lists, choices, defaults, Simplify and who refuses a key',
		'All there',
		{ before: '9 of 9' },
	],
	[
		36,
		'The editor hid what an expression decides',
		'Every field that can apply is there to fill',
		{ before: '17 forms', tests: ['test/unit/editor.test.ts', 'test/e2e/9-browser.e2e.mjs'] },
	],
];

/** The files under test/exam that name each row. */
function filesByRow() {
	const folder = path.join(ROOT, 'test', 'exam');
	const found = new Map();
	for (const name of readdirSync(folder).filter((one) => one.endsWith('.test.ts'))) {
		const text = readFileSync(path.join(folder, name), 'utf8');
		for (const [, row] of text.matchAll(/row (\d+):/g)) {
			found.set(Number(row), new Set([...(found.get(Number(row)) ?? []), `test/exam/${name}`]));
		}
	}
	return found;
}

/** docs/exam.md. Fails where a row has no test. */
export function toExamMarkdown() {
	const files = filesByRow();
	const rows = ROWS.map(([number, happened, holds, { before, tests = [] }]) => {
		const where = [...(files.get(number) ?? []), ...tests];
		if (where.length === 0) throw new Error(`Row ${number} of the examination has no test`);
		const links = where.map((one) => `[${path.basename(one)}](../${one})`).join(', ');
		return `| ${number} | ${happened} | ${holds} | ${links} | ${before} |`;
	});
	return [
		'# What an examination from outside found',
		'',
		'The package was examined with tools written apart from its own tests: a proxy that breaks connections, a',
		"hostile server, n8n's editor in a browser, MCP, two accounts, values that change between tries. Each finding",
		'became a test that failed, and then was mended where it belongs. "Failed before" counts the tests of a row',
		`that fail in the code that was examined (commit \`${BEFORE}\`); today all pass.`,
		'`node scripts/exam.mjs` runs the tests under `test/exam` against that code again.',
		'Generated by `npm run docs`; do not edit.',
		'',
		'| | What happened | What holds now | Tests | Failed before |',
		'| --- | --- | --- | --- | --- |',
		...rows,
		'',
	].join('\n');
}
