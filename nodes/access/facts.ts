import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../core/definition/field';
import type { Endpoint, Operation, Reader } from '../core/definition/operation';
import { Failure } from '../core/exchange/errors';
import { Complaint } from '../core/values/complaint';
import { plainDecimal, signOf } from '../core/values/decimal';
import type { Body } from './body';
import { isNothing } from './body';
import { operations } from './callRules';
import { Refusal } from './guardSettings';
import type { Contract, Facts } from './orderValue';

/** What only the exchange knows of an order's value. */

/** What stands between an order and its judgement: the reason, as a refusal. */
function unreadable(what: string, caught: unknown): unknown {
	if (!(caught instanceof Failure || caught instanceof Complaint)) return caught;
	return new Refusal(
		`${what} could not be read, so the order cannot be held to the Largest Order Value of this credential`,
		`${caught.message}. Try again in a minute, or empty Largest Order Value in the credential.`,
	);
}

/** A number above zero out of a record. */
function positive(value: unknown, what: string): string {
	const isScalar = typeof value === 'string' || typeof value === 'number';
	const number = isScalar ? plainDecimal(value) : undefined;
	if (number !== undefined && signOf(number) > 0) return number;
	throw unreadable(what, new Complaint('BitMart names no such number'));
}

function operationAt(endpoint: Endpoint): Operation {
	const found = operations().find((operation) => operation.endpoint === endpoint);
	if (!found) throw new Error(`No operation has the endpoint ${endpoint}`);
	return found;
}

const sameId = (record: IDataObject, change: Body) =>
	['order_id', 'client_order_id'].some(
		(key) => !isNothing(change[key]) && String(record[key]) === String(change[key]),
	);

/** Facts from the exchange itself, each read once. */
export function factsFrom(read: Reader): Facts {
	const known = new Map<string, Promise<IDataObject[]>>();
	const ask = async (host: string, endpoint: Endpoint, values: Values, what: string) => {
		const key = JSON.stringify([endpoint, values]);
		const answer = known.get(key) ?? read(host, operationAt(endpoint), values);
		known.set(key, answer);
		try {
			return await answer;
		} catch (caught) {
			throw unreadable(what, caught);
		}
	};
	return {
		async spotPrice(symbol) {
			const what = `The current price of ${symbol}`;
			const [ticker] = await ask('spot', 'GET /spot/quotation/v3/ticker', { symbol }, what);
			return positive(ticker?.symbol === symbol ? ticker.last : undefined, what);
		},
		async contract(symbol): Promise<Contract> {
			const what = `The current price of ${symbol}`;
			const contracts = await ask('futures', 'GET /contract/public/details', { symbol }, what);
			const found = contracts.find((contract) => contract.symbol === symbol);
			const quote = String(found?.quote_currency ?? '');
			return {
				size: positive(found?.contract_size, `The contract size of ${symbol}`),
				lastPrice: positive(found?.last_price, what),
				quote,
				// BTCUSD and the like: a contract is a number of dollars, whatever the price.
				coinMargined: quote === 'USD' && symbol.endsWith('USD'),
			};
		},
		async openOrder(list, change) {
			const values = { symbol: change.symbol, limit: 100 };
			const orders = await ask('futures', list, values, 'The order that is to be changed');
			return orders.find((order) => sameId(order, change));
		},
	};
}
