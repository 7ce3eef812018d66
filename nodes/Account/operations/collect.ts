import type { IDataObject } from 'n8n-workflow';

import { currency } from '../../bitmart/fields/common';
import { asSentence, compact } from '../../bitmart/records/records';
import type { Values } from '../../core/definition/field';
import type { Conductor, JobOperation, Resource, Step } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { addDecimals } from '../../core/values/decimal';
import { create as transferFutures } from '../../Futures/operations/transfer';
import { transfer as transferMargin } from '../../Spot/operations/marginAccount';
import { subToMain } from '../../SubAccount/operations/transfer';
import type { Held, Leg, Plan } from './collectPlan';
import { askedIn, MAIN, NEEDS, planOf, SOURCES } from './collectPlan';
import type { Course } from './collectReport';
import { summary, unreachable } from './collectReport';
import { settle } from './collectSettle';

/** Brings the money of all wallets that the API reaches into the main spot wallet. */

const FROM_SUB: Step = { host: 'spot', operation: subToMain };
const FROM_MARGIN: Step = { host: 'spot', operation: transferMargin };
const FROM_FUTURES: Step = { host: 'futures', operation: transferFutures };

/** After so many lost answers in a row nothing else is tried. */
const MOST_LOST = 3;

/** Refusals that hold for every transfer of a kind: the key or the account may not make it. */
const FOR_ALL = ['30012', '30019', '60026', '61006', '61008'];

const walletOf = ({ kind, symbol }: Leg): string =>
	kind === 'subSpot' ? 'spot' : kind === 'margin' ? `margin ${symbol}` : 'futures';

/** Where a transfer goes from and to, for its item. */
const wayOf = (leg: Leg): IDataObject => ({
	from: leg.account,
	fromWallet: walletOf(leg),
	to: MAIN,
	toWallet: leg.kind === 'subFutures' ? 'futures' : 'spot',
	currency: leg.currency,
});

const nameOf = ({ kind, account, symbol = '', currency: coin }: Leg): string =>
	[kind, account, symbol, coin].join(' ');

/** The step of a transfer, and its form. */
function stepOf(leg: Leg, isDryRun: boolean): [Step, Values] {
	const { kind, account, symbol, currency: coin, amount, keep } = leg;
	if (kind === 'margin') {
		return [FROM_MARGIN, { symbol, currency: coin, amount, direction: 'out' }];
	}
	if (kind === 'futures') {
		const all = { currency: coin, direction: 'futuresToSpot' };
		// What comes from sub-accounts is not there yet in a dry run, and may be less in the end.
		return isDryRun
			? [FROM_FUTURES, { ...all, amount }]
			: [FROM_FUTURES, { ...all, howMuch: 'everythingAbove', amount: keep }];
	}
	const wallet = kind === 'subSpot' ? 'spot' : 'futures';
	return [FROM_SUB, { as: 'main', wallet, currency: coin, amount, subAccount: account }];
}

const leftOf = (leg: Leg, because: string): Held => ({
	from: leg.account,
	fromWallet: walletOf(leg),
	currency: leg.currency,
	amount: leg.amount,
	because,
});

const heldItem = (held: Held): IDataObject => compact({ moved: false, ...held });

const sentences = (...parts: Array<string | undefined>): string =>
	parts.flatMap((part) => (part ? [asSentence(part)] : [])).join(' ');

const isOpen = (caught: Failure): boolean => caught.facts.effect !== 'none';

/** What the key needs for a transfer, by BitMart's name. */
function needOf({ kind }: Leg): string {
	const source = kind === 'margin' || kind === 'futures' ? kind : 'subAccounts';
	const places = {
		margin: 'margin accounts',
		futures: 'the futures wallet',
		subAccounts: 'sub-accounts',
	};
	return `The key needs the permission ${NEEDS[source]} for what comes out of ${places[source]}. Tick it on BitMart, or change Sources.`;
}

function count(course: Course, leg: Leg, amount: string): void {
	course.transfers++;
	if (leg.kind === 'subFutures') return;
	const { currency: coin } = leg;
	course.arrived.set(coin, addDecimals(course.arrived.get(coin) ?? '0', amount));
}

/** Carries out one transfer; gives its item, or nothing where nothing has arrived that it could move. */
async function carryOut(
	call: Conductor,
	course: Course,
	leg: Leg,
): Promise<IDataObject | undefined> {
	const leave = (because: string): IDataObject => {
		const held = leftOf(leg, because);
		course.left.push(held);
		return heldItem(held);
	};
	const refused = course.refused.get(leg.kind);
	if (refused !== undefined) return leave(refused);
	if (course.lost >= MOST_LOST) {
		return leave('It was not tried, because the answers of the transfers before were lost.');
	}
	// Ends here where the execution was stopped.
	await call.wait(0);
	leg.since ??= call.now();
	try {
		const [step, values] = stepOf(leg, false);
		const [item = {}] = await call.call(nameOf(leg), step, values);
		if (item.moved === false) return undefined;
		course.lost = 0;
		const { requestNo, transferId, outcome } = item;
		// A derived key stands for this very amount, so that a duplicate is of it too.
		const amount = String(item.amount ?? leg.amount);
		count(course, leg, amount);
		return compact({ moved: true, ...wayOf(leg), amount, requestNo, transferId, outcome });
	} catch (caught) {
		if (caught instanceof Complaint) {
			// What stands before the first transfer stands before all of them.
			if (course.transfers === 0 && course.left.length === 0) throw asCaught(caught);
			return leave(sentences(caught.message, caught.hint));
		}
		if (!(caught instanceof Failure)) throw asCaught(caught);
		if (!isOpen(caught)) {
			const because = sentences(caught.message, caught.facts.hint);
			if (!FOR_ALL.includes(String(caught.facts.code))) return leave(because);
			const hint = sentences(caught.facts.hint, needOf(leg));
			course.first ??= new Failure({ ...caught.facts, hint });
			course.refused.set(leg.kind, sentences(because, needOf(leg)));
			return leave(sentences(because, needOf(leg)));
		}
		const settled = await settle(call, leg);
		if (settled) {
			course.lost = 0;
			count(course, leg, settled.amount);
			return { moved: true, ...wayOf(leg), ...settled, outcome: 'recovered' };
		}
		course.lost++;
		return leave(
			'It is not known whether this was carried out: the answer was lost, and neither the balance nor the history shows it. Run this again later: it moves what is there then.',
		);
	}
}

/** Shows each transfer as it would be sent. */
async function* show({ legs }: Plan, call: Conductor, course: Course): AsyncGenerator<IDataObject> {
	for (const leg of legs) {
		await call.wait(0);
		const [step, values] = stepOf(leg, true);
		const [{ request } = {}] = await call.call(nameOf(leg), step, values);
		count(course, leg, leg.amount);
		yield compact({ dryRun: true, moved: false, ...wayOf(leg), amount: leg.amount, request });
	}
}

async function* run(values: Values, call: Conductor): AsyncGenerator<IDataObject> {
	const plan = await call.once('plan', async () => await planOf(values, call));
	if (plan.asked !== askedIn(values)) {
		throw new Complaint(
			'The values of this item changed between two tries, so nothing was sent now',
			'Use values that stay the same when n8n tries again.',
		);
	}
	const course: Course = {
		transfers: 0,
		arrived: new Map(),
		left: [],
		refused: new Map(),
		lost: 0,
	};
	if (call.isDryRun) yield* show(plan, call, course);
	else {
		for (const leg of plan.legs) {
			const item = await carryOut(call, course, leg);
			if (item) yield item;
		}
	}
	// A key that may do nothing of it is an error, not a result.
	const { first, transfers, left } = course;
	if (first && transfers === 0 && course.refused.size > 0 && left.length === plan.legs.length) {
		throw first;
	}
	const marked = (item: IDataObject) => ({ ...(call.isDryRun && { dryRun: true }), ...item });
	for (const held of plan.held) {
		left.push(held);
		yield marked(heldItem(held));
	}
	yield marked(summary(course, call.isDryRun));
	yield marked(await unreachable(call));
}

const collectAll: JobOperation = {
	value: 'collectAll',
	name: 'Collect All',
	action: 'Collect all money in the main spot wallet',
	description:
		"Move what is in sub-accounts, futures and isolated margin accounts into the main spot wallet, one transfer after the other; returns an item each, what holds the rest back, and a summary. This is live and needs the main account's key. Run it again to do the rest: it moves only what is there.",
	run,
	steps: [FROM_SUB, FROM_MARGIN, FROM_FUTURES],
	fields: [
		{
			displayName: 'Sources',
			name: 'sources',
			type: 'multiOptions',
			kind: 'list',
			local: true,
			required: true,
			options: [
				{
					name: SOURCES.futures,
					value: 'futures',
					description: 'USDT in the futures wallet of the main account',
				},
				{
					name: SOURCES.margin,
					value: 'margin',
					description: 'Isolated margin accounts of the main account that have no loan',
				},
				{
					name: SOURCES.subAccounts,
					value: 'subAccounts',
					description: 'Spot and futures wallets of all sub-accounts',
				},
			],
			default: ['futures', 'margin', 'subAccounts'],
			description: 'Where to collect from',
			item: {
				displayName: 'Sources',
				name: 'sources',
				type: 'options',
				kind: 'choice',
				options: Object.entries(SOURCES).map(([value, name]) => ({ name, value })),
				default: '',
			},
		},
	],
	options: [
		{
			displayName: 'Currencies',
			name: 'currencies',
			type: 'string',
			kind: 'list',
			local: true,
			item: currency,
			default: '',
			notBlank: 'Remove the option to collect every currency.',
			placeholder: 'e.g. USDT, BTC',
			description: 'Collect only these currencies, separated by commas; without it, all',
		},
		{
			displayName: 'Include Futures With Positions',
			name: 'includeOpenFutures',
			type: 'boolean',
			kind: 'boolean',
			local: true,
			default: false,
			description:
				'Whether to take what is free from futures wallets that have open positions too, although it keeps them from liquidation',
		},
	],
	rows: () => [],
};

/** Everything into one wallet. */
export const collect: Resource = {
	value: 'collect',
	name: 'Collect',
	description: 'Bring the money of all wallets together',
	host: 'spot',
	operations: [collectAll],
};
