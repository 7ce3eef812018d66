/**
 * `npm run demo`: builds the package, puts it into a real n8n and has it place, read and cancel an
 * order at the sandbox exchange. On a terminal the n8n stays open afterwards, to look around.
 *
 *   --once            end after the order
 *   --package <file>  use this tarball of `npm pack` instead of building one
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ensureDependencies } from './lib/install.mjs';
import { N8N_VERSION, N8n, ensureN8n } from './lib/n8n.mjs';
import { build, pack } from './lib/package.mjs';
import {
	Problem,
	ROOT,
	atExit,
	exitCodeOnSignal,
	main,
	step,
	temporaryFolder,
} from './lib/process.mjs';
import { openSandbox, sandboxCredential } from './lib/sandbox.mjs';

const WORKFLOW = JSON.parse(readFileSync(path.join(ROOT, 'workflows', 'first-order.json'), 'utf8'));

// ---- Exact numbers ---------------------------------------------------------------------------

/** A decimal text as an integer and the number of its decimals: amounts are never made floats. */
function exact(text) {
	const [, sign, whole, decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text)) ?? [];
	if (whole === undefined) throw new Problem(`"${text}" is not a number.`);
	return { units: BigInt(`${sign}${whole}${decimals}`), scale: decimals.length };
}

function toScale({ units, scale }, wanted) {
	return units * 10n ** BigInt(wanted - scale);
}

/** Whether a + b = c, exactly. */
function adds(a, b, c) {
	const values = [exact(a), exact(b), exact(c)];
	const scale = Math.max(...values.map((value) => value.scale));
	const [x, y, z] = values.map((value) => toScale(value, scale));
	return x + y === z;
}

function times(a, b) {
	const [x, y] = [exact(a), exact(b)];
	const digits = String(x.units * y.units).padStart(x.scale + y.scale + 1, '0');
	const whole = digits.slice(0, digits.length - x.scale - y.scale);
	const decimals = digits.slice(whole.length);
	return decimals ? `${whole}.${decimals}` : whole;
}

const equal = (a, b) => adds(a, '0', b);

/** Texts as sentences, one after the other. */
function sentences(...texts) {
	return texts
		.filter(Boolean)
		.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
		.join(' ');
}

// ---- The story -------------------------------------------------------------------------------

/** What the nodes of the workflow gave out; a problem where one of them gave nothing. */
function storyOf(execution) {
	const failed = WORKFLOW.nodes.find((node) => execution.errorOf(node.name));
	if (failed || execution.status !== 'success') {
		const error = failed ? execution.errorOf(failed.name) : execution.error;
		const where = failed ? `The node "${failed.name}" failed` : 'The workflow failed';
		throw new Problem(`${where}: ${sentences(error?.message, error?.description)}`);
	}
	const one = (node) => {
		const [item] = execution.items(node);
		if (!item) throw new Problem(`The node "${node}" returned nothing.`);
		return item;
	};
	return {
		before: one('Balance Before'),
		placed: one('Buy Order'),
		read: one('Read Order'),
		during: one('Balance While Open'),
		canceled: one('Cancel Order'),
		after: one('Balance After'),
	};
}

function tell({ before, placed, read, during, canceled, after }) {
	const balance = ({ currency, available, frozen }) => [
		`available ${available} ${currency}`,
		`frozen ${frozen} ${currency}`,
	];
	const [base] = read.symbol.split('_');
	const rows = [
		['Balance before', ...balance(before)],
		['Order placed', `order ${placed.orderId}`, `${placed.symbol}`],
		[
			'Order read back',
			`${read.side} ${read.size} ${base} at ${read.price}`,
			`${read.status}, filled ${read.filledSize}`,
		],
		['Balance meanwhile', ...balance(during)],
		['Order canceled', `order ${canceled.orderId}`, `canceled: ${canceled.canceled}`],
		['Balance after', ...balance(after)],
	];
	const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
	console.log('\nWhat happened at the exchange\n');
	for (const [name, first, second] of rows) {
		console.log(`  ${name.padEnd(widths[0])}   ${first.padEnd(widths[1])}   ${second}`);
	}
	console.log();
}

/** The numbers have to fit each other and the workflow; "it ran" is not enough. */
function judge({ before, placed, read, during, canceled, after }) {
	const { parameters } = WORKFLOW.nodes.find((node) => node.name === 'Buy Order');
	const held = times(parameters.size, parameters.price);
	const facts = [
		[read.orderId === placed.orderId, 'the order read back is not the order placed'],
		[read.status === 'open', `the order is "${read.status}" instead of open`],
		[
			equal(read.size, parameters.size) && equal(read.price, parameters.price),
			'size or price are not what the workflow says',
		],
		[
			adds(before.frozen, held, during.frozen) && adds(during.available, held, before.available),
			`the open order does not hold ${held} ${before.currency}`,
		],
		[canceled.canceled === true, 'the order was not canceled'],
		[
			equal(after.available, before.available) && equal(after.frozen, before.frozen),
			'the balance after is not the balance before',
		],
	];
	const wrong = facts.filter(([holds]) => !holds).map(([, complaint]) => complaint);
	if (wrong.length > 0) throw new Problem(`Something does not fit: ${wrong.join('; ')}.`);
}

async function stayOpen(n8n) {
	await step('Starting n8n', async () => {
		await n8n.start();
		await n8n.createOwner();
	});
	console.log(`
n8n is open, with the workflow and the credential in it:

  Address    ${n8n.url}/workflow/${WORKFLOW.id}
  E-mail     ${n8n.owner.email}
  Password   ${n8n.owner.password}

Every request to the sandbox exchange appears below. Ctrl-C ends everything and removes it.
`);
	// From here on Ctrl-C is the regular way out.
	exitCodeOnSignal((signal) => (signal === 'SIGINT' ? 0 : 143));
	await n8n.ended();
	throw new Problem('n8n has ended by itself.', n8n.output);
}

await main(async () => {
	const { values: options } = parseArgs({
		options: { once: { type: 'boolean' }, package: { type: 'string' } },
	});
	const staying = !options.once && process.stdout.isTTY === true && process.stdin.isTTY === true;

	await ensureDependencies();
	let tarball = options.package && path.resolve(options.package);
	if (!tarball) {
		await step('Building the package', build);
		tarball = await step('Packing it', () => pack(temporaryFolder('package')));
	}
	const installation = await ensureN8n();

	let following = false;
	const { sandbox, account } = await step('Starting the sandbox exchange', () =>
		openSandbox({ log: (line) => following && console.log(line) }),
	);
	const n8n = await step(`Putting the package into n8n ${N8N_VERSION}`, async () => {
		const created = await N8n.create(installation, tarball);
		atExit(() => created.stop());
		await created.importCredentials(sandboxCredential(sandbox, account));
		await created.importWorkflows(WORKFLOW);
		return created;
	});
	const execution = await step(`Executing the workflow "${WORKFLOW.name}"`, () =>
		n8n.execute(WORKFLOW.id),
	);

	const story = storyOf(execution);
	tell(story);
	judge(story);
	console.log('Everything fits: the order was open, held its amount, and gave it back.');
	if (!staying) return;

	console.log();
	following = true;
	await stayOpen(n8n);
});
