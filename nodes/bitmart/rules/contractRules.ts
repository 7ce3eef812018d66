import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Operation, Surroundings } from '../../core/definition/operation';
import { asCaught, Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { toContracts } from './contractSizes';
import { Fitting, NOTHING_SENT, ruleAt } from './fitting';
import type { FuturesReads } from './futuresAccount';
import { futuresAccount } from './futuresAccount';
import { roundsDown } from './options';
import { CONTRACT_PRICE, pricesFrom } from './prices';
import type { Prepare, RuleSource } from './ruleBook';
import { rulesFor, rulesOf } from './ruleBook';

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

function checkSize(
	fitting: Fitting,
	rules: IDataObject,
	execution: 'limit' | 'market',
	computed: string | undefined,
): void {
	const label = computed ? `${computed} is a size that cannot be sent: Size` : 'Size';
	const least = ruleAt(rules, 'min_volume');
	fitting.atLeast('size', label, least);
	fitting.toStep('size', label, ruleAt(rules, 'vol_precision'), least);
	const bound = execution === 'market' ? 'market_max_volume' : 'max_volume';
	fitting.atMost('size', label, ruleAt(rules, bound), `for ${execution} orders`);
}

/** What can be sent although its rules could not be read: contracts, and a part of the position. */
function refuseUnchecked({ symbol, sizeIn }: Values): void {
	if (sizeIn !== 'base' && sizeIn !== 'quote' && sizeIn !== 'walletPercent') return;
	throw new Complaint(
		`Size cannot be converted, because the trading rules of ${String(symbol)} could not be read`,
		`${NOTHING_SENT} Send Unchecked sends only contracts and percentages of the position, see Size In.`,
	);
}

/**
 * Holds an order to the rules of its contract, and makes of its size the contracts that go over the wire.
 * `details` is Market: Get Contracts.
 * @param reads what else a size is computed from; only where the order has a Size In
 */
export function fitContractOrder(
	details: Operation,
	execution: Execution,
	reads?: FuturesReads,
): Prepare {
	const source = contracts(details);
	const count = async (
		fitting: Fitting,
		values: Values,
		rules: IDataObject,
		around: Surroundings,
	) =>
		reads &&
		(await toContracts(fitting, values, rules, {
			priceNow: pricesFrom(details, around, CONTRACT_PRICE),
			account: futuresAccount(reads, around),
			execution: execution(values),
		}));
	return async (values, around) => {
		const symbol = String(values.symbol);
		const rules = await rulesFor(source, symbol, values, around);
		const fitting = new Fitting(values, symbol, roundsDown(values));
		if (!rules) {
			refuseUnchecked(values);
			await count(fitting, values, {}, around);
			return fitting.prepared;
		}
		fitting.trades(rules.status, 'trading');
		// A step such as 0.1, in spite of its name.
		const tick = ruleAt(rules, 'price_precision');
		for (const [name, label] of PRICES) fitting.toStep(name, label, tick);
		const computed = await count(fitting, values, rules, around);
		checkSize(fitting, rules, execution(values), computed);
		fitting.atLeast('leverage', 'Leverage', ruleAt(rules, 'min_leverage'));
		fitting.atMost('leverage', 'Leverage', ruleAt(rules, 'max_leverage'));
		return fitting.prepared;
	};
}

/** Whether BitMart lists a contract. `details` is Market: Get Contracts. */
export const isContract = async (
	details: Operation,
	symbol: string,
	around: Surroundings,
): Promise<boolean> => (await rulesOf(contracts(details), symbol, around)) !== undefined;
