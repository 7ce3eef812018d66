import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../core/definition/field';
import type { Endpoint } from '../core/definition/operation';
import { Complaint } from '../core/values/complaint';
import { plainDecimal, signOf } from '../core/values/decimal';
import type { Ask } from './asking';
import { isTold } from './asking';
import type { Body } from './body';
import { isNothing } from './body';
import { Refusal } from './guardSettings';
import type { Contract, Facts } from './orderValue';

/** What only the exchange knows of an order's value. */

/** What is thrown where something could not be read. What comes from a mistake of ours stays as it was caught. */
export type Unreadable = (what: string, caught: unknown) => unknown;

/** What stands between an order and its judgement: the reason, as a refusal. */
const unjudged: Unreadable = (what, caught) => {
	if (!isTold(caught)) return caught;
	return new Refusal(
		`${what} could not be read, so the order cannot be held to the Largest Order Value of this credential`,
		`${caught.message}. Try again in a minute, or empty Largest Order Value in the credential.`,
	);
};

/** What is said where BitMart left a number out, or wrote something else in its place. */
export const noNumber = () => new Complaint('BitMart names no such number');

const sameId = (record: IDataObject, change: Body) =>
	['order_id', 'client_order_id'].some(
		(key) => !isNothing(change[key]) && String(record[key]) === String(change[key]),
	);

/**
 * Facts from the exchange itself.
 * @param unreadable what to throw where one cannot be read; without it, a refusal for the guard rails
 */
export function factsFrom(ask: Ask, unreadable: Unreadable = unjudged): Facts {
	const asked = async (what: string, endpoint: Endpoint, values: Values) => {
		try {
			return await ask(endpoint, values);
		} catch (caught) {
			throw unreadable(what, caught);
		}
	};
	const positive = (value: unknown, what: string): string => {
		const isScalar = typeof value === 'string' || typeof value === 'number';
		const number = isScalar ? plainDecimal(value) : undefined;
		if (number !== undefined && signOf(number) > 0) return number;
		throw unreadable(what, noNumber());
	};
	return {
		async spotPrice(symbol) {
			const what = `The current price of ${symbol}`;
			const [ticker] = await asked(what, 'GET /spot/quotation/v3/ticker', { symbol });
			return positive(ticker?.symbol === symbol ? ticker.last : undefined, what);
		},
		async contract(symbol): Promise<Contract> {
			const what = `The current price of ${symbol}`;
			const contracts = await asked(what, 'GET /contract/public/details', { symbol });
			const found = contracts.find((contract) => contract.symbol === symbol);
			const quote = String(found?.quote_currency ?? '');
			return {
				size: positive(found?.contract_size, `The contract size of ${symbol}`),
				lastPrice: positive(found?.last_price, what),
				base: String(found?.base_currency ?? ''),
				quote,
				// BTCUSD and the like: a contract is a number of dollars, whatever the price.
				coinMargined: quote === 'USD' && symbol.endsWith('USD'),
			};
		},
		async openOrder(list, change) {
			const values = { symbol: change.symbol, limit: 100 };
			const orders = await asked('The order that is to be changed', list, values);
			return orders.find((order) => sameId(order, change));
		},
	};
}
