/** How futures orders are placed, changed and filled. */
import type { Decimal } from 'decimal.js';

import { Exact, plain, roundedUp } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';
import { askOf, bidOf, contractOf, currencyOf, valueOf, type Contract } from '../market/contracts';
import { firstMoment } from '../market/prices';
import type { Money } from './money';
import { buys, opens, type FuturesOrder, type NewOrder, type Orders, type Side } from './orders';
import type { Positions } from './positions';
import type { Terms } from './terms';
import type { FuturesTrade, Trades } from './trades';

const TAKER = '0.0006';
const MAKER = '0.0002';

/** The fee rates of every contract. */
export const FUTURES_FEES = { taker: TAKER, maker: MAKER };

/** Margin and taker fee for opening contracts at a price. */
function neededFor(
	of: Contract,
	amount: number,
	price: Decimal | string,
	leverage: string,
): Decimal {
	const value = valueOf(of, amount, price);
	return amount === 0
		? new Exact(0)
		: roundedUp(value.div(leverage)).plus(roundedUp(value.times(TAKER)));
}

/** The best price for an order of a side at a moment. */
const bestFor = (side: Side, of: Contract, at: number): Decimal =>
	buys(side) ? askOf(of, at) : bidOf(of, at);

/** Limit and market orders against the price path. */
export class Matching {
	constructor(
		private readonly orders: Orders,
		private readonly positions: Positions,
		private readonly trades: Trades,
		private readonly money: Money,
		private readonly terms: Terms,
		/** What follows when an order has opened contracts. */
		private readonly opened: (order: FuturesOrder, at: number) => void,
	) {}

	/** The first moment after `from`, up to `to`, at which the book reaches a limit order. */
	dueAt(order: FuturesOrder, from: number, to: number): number | undefined {
		const of = contractOf(order.symbol);
		const met = (at: number) => {
			const best = bestFor(order.side, of, at);
			return buys(order.side) ? best.lte(order.price) : best.gte(order.price);
		};
		return firstMoment(of.pair, met, from, to);
	}

	/** Places a limit or market order or throws the refusal; a refused order leaves no trace. */
	place(asked: NewOrder, now: number): FuturesOrder {
		const { uid, symbol, side, mode = 1 } = asked;
		const of = contractOf(symbol);
		const market = asked.type === 'market';
		const best = bestFor(side, of, now);
		const price = market ? best : new Exact(asked.price ?? 0);
		// Whatever trades beside a position does so under the terms of that position.
		const held = this.positions.of(uid).find((position) => position.symbol === symbol);
		const leverage = held?.leverage ?? asked.leverage ?? '1';
		const openType = held?.openType ?? asked.openType ?? 'cross';
		const needed = this.affordable({ ...asked, leverage }, price);
		const order = this.orders.create(
			{ ...asked, price: market ? '0' : plain(price), leverage, openType },
			this.terms.mode(uid),
			now,
		);
		if (opens(side)) this.terms.set(uid, symbol, { leverage, openType });
		const crosses = market || (buys(side) ? price.gte(best) : price.lte(best));
		if (crosses && mode === 4) this.orders.cancel(order, now);
		else if (crosses) this.fill(order, plain(best), 'Taker', now);
		else if (mode === 2 || mode === 3) this.orders.cancel(order, now);
		else order.frozen = needed.toFixed();
		return order;
	}

	/** Gives a limit order another price and size, or throws and leaves it as it was. */
	modify(order: FuturesOrder, price: Decimal, size: number, now: number): void {
		const of = contractOf(order.symbol);
		const best = bestFor(order.side, of, now);
		const before = { price: order.price, size: order.size, frozen: order.frozen };
		// Its own part must not stand in its way.
		Object.assign(order, { frozen: '0', size: 0 });
		let needed: Decimal;
		try {
			needed = this.affordable({ ...order, size }, price);
		} finally {
			Object.assign(order, before);
		}
		Object.assign(order, { price: plain(price), size, frozen: needed.toFixed() });
		order.updateTime = now;
		if (buys(order.side) ? price.lt(best) : price.gt(best)) return;
		if (order.mode === 4) this.orders.cancel(order, now);
		else this.fill(order, plain(best), 'Taker', now);
	}

	/** Fills an order in one piece: closes what it closes, opens the rest. */
	fill(order: FuturesOrder, price: string, execType: FuturesTrade['execType'], at: number): void {
		const { uid, symbol, side } = order;
		const of = contractOf(symbol);
		const currency = currencyOf(of);
		order.state = 4;
		order.frozen = '0';
		order.updateTime = at;
		const oneWay = order.positionMode === 'one_way_mode';
		const against = this.positions.find(uid, symbol, buys(side) ? 'short' : 'long');
		const closing = oneWay || !opens(side) ? Math.min(order.size, against?.amount ?? 0) : 0;
		let opening = opens(side) ? order.size - closing : 0;
		const rate = execType === 'Taker' ? TAKER : MAKER;
		const feeOf = (amount: number) => roundedUp(valueOf(of, amount, price).times(rate));
		const entry = { uid, symbol, asset: currency, time: at };

		let profit = new Exact(0);
		if (against && closing > 0) {
			profit = this.positions.close(against, closing, new Exact(price), feeOf(closing), at);
			if (against.amount === 0) this.orders.cancelProtections(uid, symbol, against.side, at);
			this.money.book({ ...entry, flowType: 2 }, profit);
		}
		// What was free when the order was placed may be gone: then the rest is cancelled.
		if (opening > 0) {
			const needed = neededFor(of, opening, price, order.leverage);
			if (this.money.available(uid, currency).lt(needed)) opening = 0;
		}
		if (opening > 0) this.positions.open(order, opening, new Exact(price), feeOf(opening), at);
		const amount = closing + opening;
		if (amount === 0) return;
		const fee = (closing > 0 ? feeOf(closing) : new Exact(0)).plus(
			opening > 0 ? feeOf(opening) : 0,
		);
		this.money.book({ ...entry, flowType: 4 }, fee.negated());
		order.dealSize = amount;
		order.dealAverage = price;
		this.trades.add({
			orderId: order.orderId,
			clientOrderId: order.clientOrderId,
			uid,
			symbol,
			side,
			price,
			vol: amount,
			execType,
			realisedProfit: plain(profit),
			paidFees: plain(fee),
			createTime: at,
		});
		if (opening > 0) this.opened(order, at);
	}

	/** What has to be set aside for an order at a price; refuses what cannot be paid or closed. */
	private affordable(asked: NewOrder, price: Decimal): Decimal {
		const { uid, symbol, side, size, leverage = '1' } = asked;
		const of = contractOf(symbol);
		if (!opens(side)) this.checkClosable(asked);
		const needed = neededFor(of, this.opening(uid, symbol, side, size), price, leverage);
		const free = this.money.available(uid, currencyOf(of));
		if (free.gte(needed)) return needed;
		throw refusal(40027, {
			reason: `needs ${needed.toFixed()} ${currencyOf(of)}, has ${free.toFixed()}`,
		});
	}

	/** The contracts of an order that would be opened, not closed. */
	private opening(uid: string, symbol: string, side: Side, size: number): number {
		if (!opens(side)) return 0;
		if (this.terms.mode(uid) === 'hedge_mode') return size;
		const against = this.positions.find(uid, symbol, buys(side) ? 'short' : 'long');
		return Math.max(size - (against?.amount ?? 0), 0);
	}

	/** Refuses a close of more than what is held and not yet being closed. */
	private checkClosable({ uid, symbol, side, size }: NewOrder): void {
		const direction = side === 3 ? 'long' : 'short';
		const held = this.positions.find(uid, symbol, direction);
		if (!held) throw refusal(40021, { reason: `no ${direction} position in ${symbol}` });
		const closing = this.orders
			.of(uid)
			.filter((order) => order.state === 2 && order.type === 'limit')
			.filter((order) => order.symbol === symbol && order.side === side)
			.reduce((total, order) => total + order.size, 0);
		if (size === 0 || held.amount - closing < size) {
			throw refusal(40020, {
				reason: `${held.amount} contracts are held, ${closing} of them are being closed`,
			});
		}
	}
}
