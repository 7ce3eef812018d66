import type { IDataObject } from 'n8n-workflow';

import type { Operation, Surroundings } from '../../core/definition/operation';
import { Failure } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { plainDecimal, signOf } from '../../core/values/decimal';
import { NOTHING_SENT } from './fitting';

/** The price of the moment, by symbol. */
export type PriceNow = (symbol: string) => Promise<string>;

/** Where the last price of a symbol stands, and what to do where it does not. */
interface PriceSource {
	host: string;
	/** The key of the last price in the record. */
	key: string;
	instead: string;
}

const SPOT: PriceSource = {
	host: 'spot',
	key: 'last',
	instead: 'give Size in the other currency',
};

/** Contracts are read afresh for their price: the record that is kept for its rules has an old one. */
export const CONTRACT_PRICE: PriceSource = {
	host: 'futures',
	key: 'last_price',
	instead: 'give Size in contracts',
};

function unreadable(symbol: string, { instead }: PriceSource, caught: unknown): unknown {
	if (!(caught instanceof Failure || caught instanceof Complaint)) return caught;
	return new Complaint(
		`The current price of ${symbol}, which Size is converted with, could not be read: ${caught.message}`,
		`${NOTHING_SENT} Try again in a minute, or ${instead}.`,
	);
}

/** Reads the price of a symbol once for all orders of a call. `ticker` has the last price of one symbol. */
export function pricesFrom(
	ticker: Operation,
	{ read }: Surroundings,
	source: PriceSource = SPOT,
): PriceNow {
	const known = new Map<string, string>();
	return async (symbol) => {
		const found = known.get(symbol);
		if (found !== undefined) return found;
		let record: IDataObject | undefined;
		try {
			const records = await read(source.host, ticker, { symbol });
			record = records.find((one) => one.symbol === symbol);
		} catch (caught) {
			throw unreadable(symbol, source, caught);
		}
		const last = record?.[source.key];
		const price =
			typeof last === 'string' || typeof last === 'number' ? plainDecimal(last) : undefined;
		if (price === undefined || signOf(price) <= 0) {
			throw unreadable(symbol, source, new Complaint('BitMart names none'));
		}
		known.set(symbol, price);
		return price;
	};
}
