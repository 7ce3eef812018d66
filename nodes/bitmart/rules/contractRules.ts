import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Fitting, ruleAt } from './fitting';
import { roundsDown } from './options';
import type { Prepare, RuleSource } from './ruleBook';
import { rulesFor } from './ruleBook';

/** Futures orders are held to the rules of their contract before they are sent. */

/** What `/contract/public/details` says to a symbol that it does not know; other calls say 40034. */
const UNKNOWN_SYMBOL = '40012';

/**
 * One contract an answer: all of them together are a megabyte, most of it delisted contracts. `details`
 * is Market: Get Contracts.
 */
function contracts(details: Operation): RuleSource {
	return {
		what: 'contract',
		listed: 'Market: Get Contracts lists the contracts.',
		all: false,
		read: async (read, symbol) => {
			try {
				return await read('futures', details, { symbol });
			} catch (caught) {
				if (caught instanceof Failure && caught.facts.code === UNKNOWN_SYMBOL) return [];
				throw asCaught(caught);
			}
		},
	};
}

/** Every price that an order can name; all of them stand on the price step of the contract. */
const PRICES = [
	['price', 'Price'],
	['triggerPrice', 'Trigger Price'],
	['executionPrice', 'Execution Price'],
	['activationPrice', 'Activation Price'],
	['presetStopLossPrice', 'Preset Stop Loss Price'],
	['presetTakeProfitPrice', 'Preset Take Profit Price'],
] as const;

/** How an order meets the book: orders at the market price have a maximum of their own. */
export type Execution = (values: Values) => 'limit' | 'market';

function checkSize(fitting: Fitting, rules: IDataObject, execution: 'limit' | 'market'): void {
	const least = ruleAt(rules, 'min_volume');
	fitting.atLeast('size', 'Size', least);
	fitting.toStep('size', 'Size', ruleAt(rules, 'vol_precision'), least);
	const bound = execution === 'market' ? 'market_max_volume' : 'max_volume';
	fitting.atMost('size', 'Size', ruleAt(rules, bound), `for ${execution} orders`);
}

/** Holds an order to the rules of its contract. `details` is Market: Get Contracts. */
export function fitContractOrder(details: Operation, execution: Execution): Prepare {
	const source = contracts(details);
	return async (values, around) => {
		const symbol = String(values.symbol);
		const rules = await rulesFor(source, symbol, values, around);
		if (!rules) return { values };
		const fitting = new Fitting(values, symbol, roundsDown(values));
		fitting.trades(rules.status, 'trading');
		// A step such as 0.1, in spite of its name.
		const tick = ruleAt(rules, 'price_precision');
		for (const [name, label] of PRICES) fitting.toStep(name, label, tick);
		checkSize(fitting, rules, execution(values));
		fitting.atLeast('leverage', 'Leverage', ruleAt(rules, 'min_leverage'));
		fitting.atMost('leverage', 'Leverage', ruleAt(rules, 'max_leverage'));
		return fitting.prepared;
	};
}
