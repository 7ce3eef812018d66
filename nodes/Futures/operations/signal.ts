import type { IDataObject } from 'n8n-workflow';

import { futuresSizeIn, leverage, marginMode } from '../../bitmart/fields/futures';
import { signalFields, signalOptions } from '../../bitmart/fields/signal';
import { positionSide } from '../../bitmart/records/positions';
import { sizeComplaint } from '../../bitmart/rules/complaints';
import { isContract } from '../../bitmart/rules/contractRules';
import { currentMode } from '../../bitmart/rules/positionMode';
import type { FuturesAction } from '../../bitmart/signals/actions';
import { readFuturesAction } from '../../bitmart/signals/actions';
import type { RawAlert } from '../../bitmart/signals/alert';
import { quoted, refusal } from '../../bitmart/signals/reasons';
import {
	alertOf,
	closingPercent,
	executedItems,
	executionOf,
	nothingItem,
	preparedSignal,
	refuseOther,
	sizeOf,
	staleItem,
	staleness,
} from '../../bitmart/signals/signal';
import { readFuturesSymbol } from '../../bitmart/signals/symbols';
import type { PositionMode, Side } from '../../bitmart/words';
import { SIDES } from '../../bitmart/words';
import type { Values } from '../../core/definition/field';
import type { Conductor, JobOperation, Run, Step } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { getContracts } from './market';
import { create } from './orderCreate';
import { getMany, getMode } from './positionReads';

/** An alert becomes futures orders. */

const CREATE: Step = { host: 'futures', operation: create };

type SideNumber = Side['number'];

/** BitMart's numbers of the sides that an action may need; each means as much in either mode. */
const NUMBERS: Record<FuturesAction, readonly SideNumber[]> = {
	buy: [1],
	openLong: [1],
	sell: [4],
	openShort: [4],
	close: [3, 2],
	closeLong: [3],
	closeShort: [2],
};

const opens = (action: FuturesAction) => NUMBERS[action].some((one) => one === 1 || one === 4);

/** The position that a closing side reduces. */
const DIRECTIONS: Partial<Record<SideNumber, string>> = { 3: 'long', 2: 'short' };

/** `buy` and `sell` of an alert open a position: the account's own words for it are chosen by its mode. */
const wordOf = (number: SideNumber, mode: PositionMode): string =>
	SIDES.find((side) => side.number === number && side.mode === mode)?.word ?? '';

/** What goes with a position that is opened or enlarged. */
function backing({ leverage: times, marginMode: margin }: Values): Values {
	if (times === undefined) {
		throw new Complaint('Leverage is empty', 'Nothing was sent. An alert that opens needs it.');
	}
	if (margin === undefined) {
		throw new Complaint('Margin Mode is empty', 'Nothing was sent. An alert that opens needs it.');
	}
	return { leverage: times, marginMode: margin };
}

/** The order without its side, which depends on the account. */
function orderOf(action: FuturesAction, values: Values, alert: RawAlert): Values {
	if (opens(action)) {
		const size = sizeOf(values, alert, 'walletPercent', sizeComplaint);
		return { ...executionOf(values, alert), ...size, ...backing(values) };
	}
	// The Size of the node is for what is opened: without one of its own, an alert closes everything.
	return action === 'close'
		? { type: 'market', sizeIn: 'positionPercent', size: closingPercent(alert) }
		: {
				...executionOf(values, alert),
				...(alert.size
					? sizeOf(values, alert, 'positionPercent', sizeComplaint)
					: { sizeIn: 'positionPercent', size: '100' }),
			};
}

const prepare: JobOperation['prepare'] = async (values, around) => {
	const alert = alertOf(values, around);
	const { keys } = alert;
	const action = readFuturesAction(alert.action, keys.action);
	const age = staleness(values, alert, around.now());
	const order = orderOf(action, values, alert);
	const symbol = readFuturesSymbol(alert.symbol, keys.symbol);
	try {
		if (!(await isContract(getContracts, symbol, around))) {
			throw refusal(
				'unknownSymbol',
				`"${keys.symbol ?? 'symbol'}" of the alert is ${quoted(alert.symbol)}, which is no contract of BitMart`,
			);
		}
	} catch (caught) {
		// Left to BitMart, as the rules of the order are then.
		if (!(caught instanceof Failure && values.sendUnchecked === true)) throw asCaught(caught);
	}
	return preparedSignal(values, alert, { action, symbol, age, order });
};

/** Each side is a step of its own: the first has the name of the only one, so that they share its key. */
const stepOf = (index: number): string => (index === 0 ? 'order' : `order ${index + 1}`);

interface Placing {
	name: string;
	order: Values;
}

/** Which of the positions that an alert may close are open. */
async function isOpen(symbol: unknown, call: Conductor): Promise<(number: SideNumber) => boolean> {
	const records = await call.read('futures', getMany, { symbol, endpointVersion: 'v2' });
	const open = records
		// BitMart answers rows full of zeros for a symbol (trap 16).
		.filter((record) => record.symbol === symbol && Number(record.current_amount) !== 0)
		.map((record) => positionSide(record, record.position_amount));
	return (number) => open.includes(DIRECTIONS[number]);
}

/**
 * What is closed by an alert. Where an earlier execution has closed something for it, before n8n was
 * started anew, it is that, and nothing that was opened since.
 */
async function closingOf(all: Placing[], values: Values, call: Conductor): Promise<string[]> {
	const { action, symbol } = values;
	const holds = await isOpen(symbol, call);
	const numbers = NUMBERS[action as FuturesAction];
	const open = all.filter((_, index) => holds(numbers[index] ?? 1)).map(({ name }) => name);
	// A single order that is there already is found when it is placed.
	if (call.isDryRun || (all.length === 1 && open.length === 1)) return open;
	const earlier: string[] = [];
	for (const { name, order } of all) {
		if (await call.earlier(name, CREATE, order)) earlier.push(name);
	}
	return earlier.length > 0 ? earlier : open;
}

const run: Run = async function* (values, call) {
	const stale = staleItem(values, call);
	if (stale) {
		yield stale;
		return;
	}
	await refuseOther(values, call);
	const action = values.action as FuturesAction;
	const mode = await currentMode(getMode, call);
	const all: Placing[] = NUMBERS[action].map((number, index) => ({
		name: stepOf(index),
		order: { ...(values.order as Values), side: wordOf(number, mode) },
	}));
	const plan = opens(action)
		? all.map(({ name }) => name)
		: await call.once('plan', async () => await closingOf(all, values, call));
	if (plan.length === 0) {
		yield nothingItem(values, call);
		return;
	}
	const orders: IDataObject[] = [];
	const refused: unknown[] = [];
	for (const { name, order } of all) {
		if (!plan.includes(name)) continue;
		try {
			await call.wait(0);
			orders.push(...(await call.call(name, CREATE, order)));
		} catch (caught) {
			// A position that cannot be closed does not keep the other one open.
			if (!(caught instanceof Complaint || caught instanceof Failure)) throw asCaught(caught);
			refused.push(caught);
		}
	}
	yield* executedItems(values, call, orders);
	if (refused.length > 0) throw asCaught(refused[0]);
};

/** Of the resource Order. */
export const executeSignal: JobOperation = {
	value: 'executeSignal',
	name: 'Execute Signal',
	action: 'Execute a futures signal',
	description:
		'Act upon an alert, such as one of TradingView. In hedge mode buy opens a long and sell a short position; in one-way mode they are orders of that side. Close ends whatever is open in the contract, Close Long and Close Short one side of it. The same alert is acted upon once, however often it comes.',
	run,
	steps: [CREATE],
	keyed: 'derived',
	prepare,
	fields: [
		...signalFields(
			futuresSizeIn,
			'It is for orders that open: an alert that closes closes everything, or what it says itself.',
		),
		{
			...leverage,
			required: false,
			description: `${leverage.description ?? ''}. Needed where the alert opens a position.`,
		},
		{ ...marginMode, required: false },
	],
	options: signalOptions,
	rows: () => [],
};
