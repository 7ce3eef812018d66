import type { IDataObject } from 'n8n-workflow';

import type { Operation, Surroundings } from '../../core/definition/operation';
import { Complaint } from '../../core/values/complaint';
import { addDecimals, plainDecimal, signOf, subtractDecimals } from '../../core/values/decimal';
import { positionSide } from '../records/positions';
import { sideOf } from '../words';
import { amountIn, freeIn, once, reading } from './available';

/** What a futures order can take a percentage of. */
export interface FuturesAccount {
	/** What is free of a margin currency; zero where the account has none of it. */
	available: (currency: string) => Promise<string>;
	/** The taker fee of a contract, as a fraction. */
	takerFee: (symbol: string) => Promise<string>;
	/** The contracts of the position that an order of this side reduces. */
	closable: (symbol: string, side: unknown) => Promise<Closable>;
}

/** A position that is to be reduced. */
export interface Closable {
	direction: 'long' | 'short';
	/** Contracts that are held. */
	held: string;
	/** Those of them that no open order is closing. */
	closable: string;
}

/** The definitions that read an account. */
export interface FuturesReads {
	/** Account: Get Assets. */
	assets: Operation;
	/** Account: Get Fee Rate. */
	feeRate: Operation;
	/** Position: Get Many. */
	positions: Operation;
	/** Order: Get Many Open. */
	openOrders: Operation;
}

/** More than BitMart's ordinary taker rate, for an answer that names none. */
const CAUTIOUS_FEE = '0.001';

/** The most open orders that BitMart lists. */
const MOST_LISTED = 100;

/** Numbers of the sides that sell, and so reduce a long position. */
const SELLING = [3, 4];

/**
 * Contracts that open orders are closing. In hedge mode only one side closes; in one-way mode every
 * order in the other direction does. What waits for a price (plan, TP/SL, trailing) holds no contracts.
 */
function closing(orders: IDataObject[], sides: number[], what: string): string {
	return orders
		.filter(({ side, type }) => sides.includes(Number(side)) && type !== 'trailing')
		.reduce((total, order) => {
			const done = order.deal_size === undefined ? '0' : amountIn(order, 'deal_size', what);
			return addDecimals(total, subtractDecimals(amountIn(order, 'size', what), done));
		}, '0');
}

/** Reads the futures account that the credential belongs to, each part when it is asked for. */
export function futuresAccount(reads: FuturesReads, { read }: Surroundings): FuturesAccount {
	const wallet = 'What is available in the futures wallet';
	const assets = once(wallet, async () => await read('futures', reads.assets, {}));

	async function openOrders(symbol: string): Promise<IDataObject[]> {
		const orders = await read('futures', reads.openOrders, {
			symbol,
			limit: String(MOST_LISTED),
		});
		if (orders.length < MOST_LISTED) return orders.filter((order) => order.symbol === symbol);
		throw new Complaint('there are more open orders than BitMart lists');
	}

	return {
		async available(currency) {
			const found = (await assets()).find((asset) => asset.currency === currency);
			return found ? freeIn(found, 'available_balance', wallet) : '0';
		},

		async takerFee(symbol) {
			const what = `Your fee rate of ${symbol}`;
			const rates = await reading(
				what,
				async () => await read('futures', reads.feeRate, { symbol }),
			);
			const rate = rates.find((one) => one.symbol === symbol)?.taker_fee_rate;
			const known =
				typeof rate === 'string' || typeof rate === 'number' ? plainDecimal(rate) : undefined;
			// A maker may even be paid; nobody counts on that here.
			return known !== undefined && signOf(known) >= 0 ? known : CAUTIOUS_FEE;
		},

		async closable(symbol, word) {
			const side = sideOf(word);
			const sells = SELLING.includes(side?.number ?? 0);
			const direction = sells ? 'long' : 'short';
			const what = `The ${direction} position in ${symbol}`;
			const records = await reading(
				what,
				async () => await read('futures', reads.positions, { symbol, endpointVersion: 'v2' }),
			);
			const held = records
				.filter((record) => record.symbol === symbol)
				.filter((record) => positionSide(record, record.position_amount) === direction)
				.reduce(
					(total, record) => addDecimals(total, amountIn(record, 'current_amount', what)),
					'0',
				);
			if (signOf(held) === 0) return { direction, held, closable: '0' };
			const sides = side?.mode === 'oneWay' ? (sells ? [3, 4] : [1, 2]) : [sells ? 3 : 2];
			const orders = await reading(what, async () => await openOrders(symbol));
			return { direction, held, closable: subtractDecimals(held, closing(orders, sides, what)) };
		},
	};
}
