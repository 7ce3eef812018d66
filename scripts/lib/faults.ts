/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import './faultsEnvironment';

import { parseArgs } from 'node:util';

import { runCampaign } from '../../test/faults/campaign';
import { reportOf, totalsOf } from '../../test/faults/report';
import { measure } from '../../test/faults/throughput';
import teardown from '../../test/support/teardown';

const USAGE = `Usage: npm run faults -- [options]

  --attempts 10000   how many attempts
  --seed 1           the same seed gives the same attempts
  --only <text>      only operations whose name contains this
  --details          a row for every operation with every fault
  --unprotected      without the keys and the ledger, to see what they prevent
  --real-time 60     instead: seconds of spot orders against enforced limits, by the wall clock`;

/** A whole number above zero. */
function count(text: string): number {
	const number = Number(text);
	if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`"${text}" is no count`);
	return number;
}

async function realTime(seconds: number): Promise<boolean> {
	console.log(`Spot orders for ${seconds} seconds, with the documented limits enforced ...`);
	const { sent, succeeded, tooMany, elapsed, floor, error } = await measure('spotOrders', {
		realTime: seconds * 1000,
	});
	console.log(`sent                ${sent}, of which ${succeeded} succeeded`);
	console.log(`refused (429, 418)  ${tooMany}`);
	console.log(`time                ${(elapsed / 1000).toFixed(1)} s`);
	console.log(`floor by the limits ${(floor / 1000).toFixed(1)} s`);
	console.log(`ratio               ${(elapsed / floor).toFixed(3)}`);
	if (error !== undefined) console.log(`error               ${error}`);
	return tooMany === 0 && error === undefined && succeeded === sent;
}

async function campaign(options: Parameters<typeof runCampaign>[0], details: boolean) {
	const began = Date.now();
	const result = await runCampaign({
		...options,
		progress: (done) => {
			if (done % 1000 === 0) console.log(`${done} attempts ...`);
		},
	});
	console.log(`\n${reportOf(result, details)}\n`);
	const { duplicates, lost, falseClaims } = totalsOf(result);
	const seconds = ((Date.now() - began) / 1000).toFixed(0);
	console.log(
		`${options.attempts} attempts with seed ${options.seed} in ${seconds} s${options.unprotected ? ', unprotected' : ''}: ` +
			`${duplicates} duplicates, ${lost} lost, ${falseClaims} false claims`,
	);
	return duplicates + lost + falseClaims === 0;
}

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			attempts: { type: 'string', default: '10000' },
			seed: { type: 'string', default: '1' },
			only: { type: 'string', default: '' },
			details: { type: 'boolean', default: false },
			unprotected: { type: 'boolean', default: false },
			'real-time': { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return true;
	}
	const seconds = values['real-time'];
	if (seconds !== undefined) return await realTime(count(seconds));
	const { only, unprotected, details } = values;
	const options = { attempts: count(values.attempts), seed: count(values.seed), only, unprotected };
	return await campaign(options, details);
}

main()
	.then(
		(passed) => (process.exitCode = passed ? 0 : 1),
		(error: unknown) => {
			console.error(
				error instanceof RangeError || error instanceof TypeError ? error.message : error,
			);
			process.exitCode = 1;
		},
	)
	.finally(() => {
		teardown();
		// n8n's engine leaves timers behind.
		process.exit();
	});
