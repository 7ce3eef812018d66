import { spotSizeIn } from '../../bitmart/fields/spot';
import { signalFields, signalOptions } from '../../bitmart/fields/signal';
import { spotWallet } from '../../bitmart/rules/available';
import { sellableSpot, spotPairs } from '../../bitmart/rules/spotRules';
import { readSpotAction } from '../../bitmart/signals/actions';
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
import { resolveSpotSymbol } from '../../bitmart/signals/symbols';
import type { Values } from '../../core/definition/field';
import type { JobOperation, Run, Step } from '../../core/definition/operation';
import { getSpotWallet } from '../../Account/operations/balance';
import { getSymbolRules, getTicker } from './market';
import { create } from './orderCreate';

/** An alert becomes a spot order. */

const CREATE: Step = { host: 'spot', operation: create };

const isSellable = sellableSpot(getSymbolRules, getTicker, spotWallet(getSpotWallet));

const prepare: JobOperation['prepare'] = async (values, around) => {
	const alert = alertOf(values, around);
	const action = readSpotAction(alert.action, alert.keys.action);
	const age = staleness(values, alert, around.now());
	const order =
		action === 'close'
			? { side: 'sell', type: 'market', sizeIn: 'percent', size: closingPercent(alert) }
			: { side: action, ...executionOf(values, alert), ...sizeOf(values, alert, 'percent') };
	const pairs = await spotPairs(getSymbolRules, around);
	const symbol = resolveSpotSymbol(alert.symbol, pairs, alert.keys.symbol);
	return preparedSignal(values, alert, { action, symbol, age, order });
};

const run: Run = async function* (values, call) {
	const stale = staleItem(values, call);
	if (stale) {
		yield stale;
		return;
	}
	await refuseOther(values, call);
	const { action, symbol } = values;
	const order = values.order as Values;
	if (action === 'close') {
		// What an earlier execution has sold is not there any more, and is found by its key.
		const plan = await call.once('plan', async () => {
			const isThere = await isSellable(String(symbol), String(order.size), call);
			const sells = isThere || (!call.isDryRun && (await call.earlier('order', CREATE, order)));
			return { sells: Boolean(sells) };
		});
		if (!plan.sells) {
			yield nothingItem(values, call);
			return;
		}
	}
	yield* executedItems(values, call, await call.call('order', CREATE, order));
};

/** Of the resource Order. */
export const executeSignal: JobOperation = {
	value: 'executeSignal',
	name: 'Execute Signal',
	action: 'Execute a spot signal',
	description:
		'Act upon an alert, such as one of TradingView: buy, sell, or close, which sells what is free of the base currency. The same alert is acted upon once, however often it comes.',
	run,
	steps: [CREATE],
	keyed: 'derived',
	prepare,
	fields: signalFields(spotSizeIn, 'An alert that closes sells everything, or its own percentage.'),
	options: signalOptions,
	rows: () => [],
};
