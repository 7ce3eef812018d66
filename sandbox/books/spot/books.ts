/** Orders, fills and balances of the spot and margin side. */
import { Decimal } from 'decimal.js';

import { DIGITS, Exact } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';
import type { SandboxAccount } from '../accounts';
import { checkedSize, MARGIN_PAIRS, pairOf, sizeDigits, tradingPair } from '../market/pairs';
import { askAt, bidAt, crossing } from '../market/prices';
import {
	closedOrder,
	pastTrade,
	type OrderRequest,
	type SeededSpotOrder,
	type SeededSpotTrade,
	type SpotOrder,
	type SpotTrade,
} from './orders';
import { marginWallet, Wallets, type SpotBalance } from './wallets';

/** The fee of makers and takers alike, taken from what is received. */
const FEE = '0.001';
const uidOf = (of: SandboxAccount | string) => (typeof of === 'string' ? of : of.uid);

const ownerOf = ({ uid, symbol, orderMode }: SpotOrder) =>
	orderMode === 'iso_margin' ? marginWallet(uid, symbol) : uid;

/**
 * Orders, trades and balances of the spot side. Reading never moves the market: `advance` does, and
 * the server calls it at every request. Accounts are named by themselves or by their uid.
 */
export class SpotBooks {
	private all: SpotOrder[] = [];
	private fills: SpotTrade[] = [];
	private readonly wallets = new Wallets();
	private orderCount = 0;
	private tradeCount = 0;
	/** Up to here the price path has been looked at. */
	private seen = 0;

	/** Starts over: empty books, the balances of the accounts, the first ids. */
	reset(accounts: SandboxAccount[], now: number): void {
		this.all = [];
		this.fills = [];
		this.wallets.reset(accounts);
		this.orderCount = 0;
		this.tradeCount = 0;
		this.seen = now;
	}

	/** The orders of an account, oldest first. */
	orders(of: SandboxAccount | string): SpotOrder[] {
		return this.all.filter((order) => order.uid === uidOf(of));
	}

	/** The order with this id. */
	order(id: string): SpotOrder | undefined {
		return this.all.find((order) => order.orderId === id);
	}

	/** The order of an account with this client order id. */
	orderByClientId(of: SandboxAccount | string, clientOrderId: string): SpotOrder | undefined {
		return this.orders(of).find((order) => order.clientOrderId === clientOrderId);
	}

	/** The fills of an account, oldest first. */
	trades(of: SandboxAccount | string): SpotTrade[] {
		return this.fills.filter((trade) => trade.uid === uidOf(of));
	}

	/** What an account owns, by coin, with eight decimals; coins it never had are missing. */
	balances(of: SandboxAccount | string): Record<string, SpotBalance> {
		return this.wallets.balances(uidOf(of));
	}

	/** Adds to (or, negative, takes from) the free balance: for transfers, deposits and tests. */
	credit(of: SandboxAccount | string, coin: string, amount: string): void {
		this.wallets.credit(uidOf(of), coin, amount);
	}

	/** Puts closed orders into the history; nothing else changes. */
	seedOrders(uid: string, rows: SeededSpotOrder[], now: number): SpotOrder[] {
		const seeded = rows.map((row) => closedOrder(uid, row, this.nextOrderId(), now));
		this.all.push(...seeded);
		return seeded;
	}

	/** Puts fills into the history; nothing else changes. */
	seedTrades(uid: string, rows: SeededSpotTrade[], now: number): SpotTrade[] {
		const seeded = rows.map((row) =>
			pastTrade(uid, row, { tradeId: this.nextTradeId(), orderId: this.nextOrderId() }, now),
		);
		this.fills.push(...seeded);
		return seeded;
	}

	/** An order id that nobody has seen yet; trigger orders take theirs from here, too. */
	nextOrderId(): string {
		return (1187654321000000000n + BigInt(++this.orderCount)).toString();
	}

	private nextTradeId(): string {
		return (1187654399000000000n + BigInt(++this.tradeCount)).toString();
	}

	/** Fills what the price path has reached since the last look, in the order in which it happened. */
	advance(now: number): void {
		if (now <= this.seen) return;
		const due = this.all
			.filter((order) => order.state === 'new')
			.map((order) => ({ order, at: this.reachedAt(order, now) }))
			.filter((entry): entry is { order: SpotOrder; at: number } => entry.at !== undefined)
			.sort((a, b) => a.at - b.at);
		for (const { order, at } of due) this.fill(order, order.price, order.size, 'maker', at);
		this.seen = now;
	}

	private reachedAt(order: SpotOrder, now: number): number | undefined {
		const pair = pairOf(order.symbol);
		if (!pair) return undefined;
		return crossing(pair, order.side, new Exact(order.price), this.seen, now);
	}

	/** Places an order or throws the refusal; a refused order leaves no trace. */
	place(of: SandboxAccount | string, asked: OrderRequest, now: number): SpotOrder {
		const uid = uidOf(of);
		const pair = tradingPair(asked.symbol);
		const { side, type, clientOrderId = '', orderMode = 'spot' } = asked;
		const margin = orderMode === 'iso_margin';
		if (margin && !MARGIN_PAIRS.includes(pair.symbol)) {
			throw refusal(51001, { reason: `${pair.symbol} has no margin account` });
		}
		// Documented for spot orders; of margin orders nobody says it, so that both are placed.
		const isUsed = this.orders(uid).some(
			(order) => order.orderMode === 'spot' && order.clientOrderId === clientOrderId,
		);
		if (clientOrderId && !margin && isUsed) {
			throw refusal(50042, { reason: `the client order id "${clientOrderId}" was used before` });
		}
		const ask = askAt(pair, now);
		const bid = bidAt(pair, now);
		const market = type === 'market';
		const spend = market && side === 'buy' ? new Exact(asked.notional ?? 0) : undefined;
		// BitMart cuts surplus decimals of a price without a word.
		const price = new Exact(asked.price ?? 0).toDecimalPlaces(pair.priceDigits, Decimal.ROUND_DOWN);
		if (!market && price.isZero()) {
			throw refusal(50021, { message: 'Invalid price', reason: 'the price is 0 after the cut' });
		}
		const step = new Exact(pair.sizeStep);
		const size = spend
			? spend.div(ask).div(step).floor().times(step)
			: checkedSize(pair, asked.size ?? '0');
		const value = spend ?? size.times(market ? bid : price);
		const least = side === 'buy' ? pair.minBuy : pair.minSell;
		const small = value.lt(least) || size.isZero();
		if (small && type !== 'limit_maker') {
			throw refusal(spend ? 51012 : 51011, {
				reason: `the value ${value.toFixed()} is below the minimum of ${least} ${pair.quote}`,
			});
		}

		const crosses = market || (side === 'buy' ? price.gte(ask) : price.lte(bid));
		if (margin && type === 'limit_maker' && crosses) {
			throw refusal(side === 'buy' ? 50034 : 50035, {
				reason: 'a margin order that may only rest would match at once',
			});
		}

		const frozenCoin = side === 'buy' ? pair.quote : pair.base;
		const frozen = side === 'buy' ? value : size;
		const owner = margin ? marginWallet(uid, pair.symbol) : uid;
		const available = this.wallets.available(owner, frozenCoin);
		if (available.lt(frozen)) {
			throw refusal(50020, {
				reason: `needs ${frozen.toFixed()} ${frozenCoin}, has ${available.toFixed()}`,
			});
		}
		this.wallets.freeze(owner, frozenCoin, frozen);

		const order: SpotOrder = {
			orderId: this.nextOrderId(),
			clientOrderId,
			uid,
			symbol: pair.symbol,
			side,
			orderMode,
			type,
			state: 'new',
			cancelSource: '',
			stpMode: asked.stpMode ?? 'none',
			price: market ? '0' : price.toFixed(pair.priceDigits),
			size: size.toFixed(sizeDigits(pair)),
			notional: value.toFixed(DIGITS),
			filledSize: '0',
			filledNotional: '0',
			frozen: frozen.toFixed(),
			frozenCoin,
			createTime: now,
			updateTime: now,
		};
		this.all.push(order);

		if (type === 'limit_maker' && (crosses || small)) this.close(order, 'system', now);
		else if (crosses) {
			this.fill(order, (side === 'buy' ? ask : bid).toFixed(), order.size, 'taker', now);
		} else if (type === 'ioc') this.close(order, 'system', now);
		return order;
	}

	/** Cancels an open order and releases what it locked; false when there is nothing to cancel. */
	cancel(order: SpotOrder, now: number): boolean {
		if (order.state !== 'new') return false;
		this.close(order, 'user', now);
		return true;
	}

	private close(order: SpotOrder, source: 'user' | 'system', now: number): void {
		this.release(order);
		order.state = 'canceled';
		order.cancelSource = source;
		order.updateTime = now;
	}

	private release(order: SpotOrder): void {
		this.wallets.freeze(ownerOf(order), order.frozenCoin, new Exact(order.frozen).negated());
		order.frozen = '0';
	}

	/** Fills an order in one piece. */
	private fill(
		order: SpotOrder,
		price: string,
		size: string,
		tradeRole: 'maker' | 'taker',
		at: number,
	): void {
		const pair = pairOf(order.symbol);
		if (!pair) return;
		const value = new Exact(price).times(size);
		const buys = order.side === 'buy';
		const received = buys ? new Exact(size) : value;
		// An exchange rounds its fee up; balances never hold more than eight decimals.
		const fee = received.times(FEE).toDecimalPlaces(DIGITS, Decimal.ROUND_UP);
		const feeCoinName = buys ? pair.base : pair.quote;
		this.release(order);
		const paid = buys ? value : new Exact(size);
		this.wallets.credit(ownerOf(order), order.frozenCoin, paid.negated());
		this.wallets.credit(ownerOf(order), feeCoinName, received.minus(fee));
		order.state = 'filled';
		order.filledSize = size;
		order.filledNotional = value.toFixed(DIGITS);
		order.updateTime = at;
		this.fills.push({
			tradeId: this.nextTradeId(),
			orderId: order.orderId,
			clientOrderId: order.clientOrderId,
			uid: order.uid,
			symbol: order.symbol,
			side: order.side,
			orderMode: order.orderMode,
			type: order.type,
			stpMode: order.stpMode,
			price: new Exact(price).toFixed(pair.priceDigits),
			size,
			notional: value.toFixed(DIGITS),
			fee: fee.toFixed(DIGITS),
			feeCoinName,
			tradeRole,
			createTime: at,
		});
	}
}
