/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import './faultsEnvironment';

import { parseArgs } from 'node:util';

import { alertReportOf } from '../../test/faults/alertReport';
import { runAlerts } from '../../test/faults/alerts';
import { runCampaign } from '../../test/faults/campaign';
import { reportOf, totalsOf } from '../../test/faults/report';
import { measure } from '../../test/faults/throughput';
import teardown from '../../test/support/teardown';

const USAGE = `Usage: npm run faults -- [options]

  --attempts 10000   how many attempts; 0 for none
  --alerts 1000      how many alerts after them, each delivered one to five times; 0 for none
  --alert <number>   only this one of them
  --seed 1           the same seed gives the same attempts
  --only <text>      only operations whose name contains this
  --details          a row for every operation with every fault
  --unprotected      without the keys and the ledger, to see what they prevent
  --real-time 60     instead: seconds of spot orders against enforced limits, by the wall clock`;

/** A whole number, from `least`. */
function count(text: string, least = 1): number {
	const number = Number(text);
	if (!Number.isSafeInteger(number) || number < least) {
		throw new RangeError(`"${text}" is no count`);
	}
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

async function alerts(options: Parameters<typeof runAlerts>[0]): Promise<boolean> {
	const began = Date.now();
	const result = await runAlerts({
		...options,
		progress: (done) => {
			if (done % 250 === 0) console.log(`${done} alerts ...`);
		},
	});
	console.log(`\n${alertReportOf(result)}\n`);
	const { doubles, excess, falseClaims, missing } = result.totals;
	const seconds = ((Date.now() - began) / 1000).toFixed(0);
	console.log(
		`${result.counts.alerts ?? 0} alerts with seed ${options.seed} in ${seconds} s${options.unprotected ? ', unprotected' : ''}: ` +
			`${doubles} double, ${excess} of another order than was asked for, ${falseClaims} false claims, ${missing} not carried out`,
	);
	return doubles + excess + falseClaims + missing === 0;
}

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			attempts: { type: 'string', default: '10000' },
			alerts: { type: 'string', default: '1000' },
			alert: { type: 'string' },
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
	const seed = count(values.seed);
	const attempts = count(values.attempts, 0);
	const one = values.alert === undefined ? {} : { only: count(values.alert) };
	// An operation by name is none of the alerts.
	const among = only === '' ? count(values.alerts, 0) : 0;
	const passed = attempts === 0 || (await campaign({ attempts, seed, only, unprotected }, details));
	return (among === 0 || (await alerts({ alerts: among, seed, unprotected, ...one }))) && passed;
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
