import type { IDataObject } from 'n8n-workflow';

import { futuresSizeIn, leverage, marginMode } from '../../bitmart/fields/futures';
import { signalFields, signalOptions } from '../../bitmart/fields/signal';
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
import type { Side } from '../../bitmart/words';
import { wordOf } from '../../bitmart/words';
import type { Values } from '../../core/definition/field';
import type { Conductor, JobOperation, Run } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { namesIn } from '../../core/writes/references';
import { getContracts } from './market';
import { isGone } from './openPositions';
import { getMode } from './positionReads';
import type { Closable, ClosingNumber } from './signalClose';
import { closingOf, CREATE, DIRECTIONS, stepOf } from './signalClose';

/** An alert becomes futures orders. */

type SideNumber = Side['number'];

/** BitMart's numbers of the sides that an action needs; each means as much in either mode. */
const OPENING: Record<FuturesAction, readonly SideNumber[]> = {
	buy: [1],
	openLong: [1],
	sell: [4],
	openShort: [4],
	close: [],
	closeLong: [],
	closeShort: [],
};

const CLOSING: Record<FuturesAction, readonly ClosingNumber[]> = {
	buy: [],
	openLong: [],
	sell: [],
	openShort: [],
	close: [3, 2],
	closeLong: [3],
	closeShort: [2],
};

const opens = (action: FuturesAction) => OPENING[action].length > 0;

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

/** One side was closed and the other was not, in one sentence: it is one alert. */
function partly(orders: IDataObject[], why: Complaint | Failure): Failure {
	const closed = `The order that was placed: ${namesIn(orders)}.`;
	return why instanceof Failure
		? new Failure({
				...why.facts,
				message: `Only one side was closed: ${why.message}`,
				hint: `${closed} ${why.facts.hint}`,
				effect: why.facts.effect === 'none' ? 'partial' : why.facts.effect,
			})
		: new Failure({
				message: `Only one side was closed: ${why.message}`,
				hint: `${closed} The other side is as it was.`,
				effect: 'partial',
			});
}

/** Carries out what closes, side by side; what went wrong is said at the end. */
async function* closeAll(
	ask: Closable,
	values: Values,
	call: Conductor,
): AsyncGenerator<IDataObject> {
	const { symbol, orderOf } = ask;
	const plan = await call.once('plan', async () => await closingOf(ask, call));
	const orders: IDataObject[] = [];
	const refused: Array<Complaint | Failure> = [];
	for (const closing of plan) {
		const { step, number, gone } = closing;
		if (gone) continue;
		try {
			await call.wait(0);
			orders.push(...(await call.call(step, CREATE, orderOf(number))));
		} catch (caught) {
			// A position that cannot be closed does not keep the other one open.
			if (!(caught instanceof Complaint || caught instanceof Failure)) throw asCaught(caught);
			// In the plan, which is kept: what is opened there later is not of this alert.
			if (await isGone({ symbol, direction: DIRECTIONS[number] }, caught, call))
				closing.gone = true;
			else refused.push(caught);
		}
	}
	if (orders.length === 0 && refused.length === 0) yield nothingItem(values, call);
	const [why] = refused;
	if (why && orders.length > 0 && !call.isDryRun) throw partly(orders, why);
	yield* executedItems(values, call, orders);
	if (why) throw asCaught(why);
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
	// `buy` and `sell` of an alert open a position: its word is the account's own, by its mode.
	const orderOf = (number: SideNumber) => ({
		...(values.order as Values),
		side: wordOf(number, mode),
	});
	const [opening] = OPENING[action];
	if (opening !== undefined) {
		const orders = await call.call(stepOf(0), CREATE, orderOf(opening));
		yield* executedItems(values, call, orders);
		return;
	}
	const ask = { symbol: String(values.symbol), numbers: CLOSING[action], orderOf };
	yield* closeAll(ask, values, call);
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
