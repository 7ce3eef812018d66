/** Orders, fills and balances of the spot and margin side. */
import { Decimal } from 'decimal.js';

import { DIGITS, Exact } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import type { SandboxAccount } from './accounts';
import { checkedSize, MARGIN_PAIRS, pairOf, sizeDigits, tradingPair } from './market/pairs';
import { askAt, bidAt, crossing } from './market/prices';

/** The fee of makers and takers alike, taken from what is received. */
const FEE = '0.001';
/** The two kinds of accounts that share one order book. */
export type OrderMode = 'spot' | 'iso_margin';

/** The name under which `SpotBooks` keeps the margin account of a user in a pair. */
export const marginWallet = (uid: string, symbol: string): string => `${uid}/${symbol}`;

/** A closed order for the history; what is left out gets a usual value. */
export type SeededSpotOrder = Partial<Omit<SpotOrder, 'uid' | 'state'>> & {
	state?: 'filled' | 'canceled' | 'partially_canceled';
};

/** A fill for the history; what is left out gets a usual value. */
export type SeededSpotTrade = Partial<Omit<SpotTrade, 'uid'>>;

/** An order; amounts are exact decimal texts. */
export interface SpotOrder {
	orderId: string;
	/** Empty when none was given (answers then show the order id in its place). */
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: 'buy' | 'sell';
	/** Whose money it trades with: the spot wallet's or that of the pair's margin account. */
	orderMode: OrderMode;
	type: 'limit' | 'market' | 'limit_maker' | 'ioc';
	state: 'new' | 'filled' | 'canceled' | 'partially_canceled';
	cancelSource: '' | 'user' | 'system';
	stpMode: string;
	/** The limit price after the cut; '0' for market orders. */
	price: string;
	size: string;
	notional: string;
	filledSize: string;
	filledNotional: string;
	/** What is locked for it, in `frozenCoin`. */
	frozen: string;
	frozenCoin: string;
	createTime: number;
	updateTime: number;
}

/** A fill of an order. */
export interface SpotTrade {
	tradeId: string;
	orderId: string;
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: 'buy' | 'sell';
	orderMode: OrderMode;
	type: SpotOrder['type'];
	stpMode: string;
	price: string;
	size: string;
	notional: string;
	fee: string;
	feeCoinName: string;
	tradeRole: 'maker' | 'taker';
	createTime: number;
}

/** What a user owns of a coin. */
export interface SpotBalance {
	available: string;
	frozen: string;
}

/** What a placing call asks for, whatever its keys are called. */
export interface OrderRequest {
	symbol: string;
	side: 'buy' | 'sell';
	type: SpotOrder['type'];
	size?: string;
	price?: string;
	notional?: string;
	clientOrderId?: string;
	stpMode?: string;
	orderMode?: OrderMode;
}

const uidOf = (of: SandboxAccount | string) => (typeof of === 'string' ? of : of.uid);

/**
 * Orders, trades and balances of the spot side. Reading never moves the market: `advance` does, and
 * the server calls it at every request. Accounts are named by themselves or by their uid.
 */
export class SpotBooks {
	private all: SpotOrder[] = [];
	private fills: SpotTrade[] = [];
	private wallets = new Map<string, Map<string, { available: Decimal; frozen: Decimal }>>();
	private orderCount = 0;
	private tradeCount = 0;
	/** Up to here the price path has been looked at. */
	private seen = 0;

	/** Starts over: empty books, the balances of the accounts, the first ids. */
	reset(accounts: SandboxAccount[], now: number): void {
		this.all = [];
		this.fills = [];
		this.wallets = new Map();
		this.orderCount = 0;
		this.tradeCount = 0;
		this.seen = now;
		for (const { uid, balances } of accounts) {
			if (!balances || this.wallets.has(uid)) continue;
			for (const [coin, amount] of Object.entries(balances)) {
				this.coin(uid, coin).available = new Exact(amount);
			}
		}
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
		return Object.fromEntries(
			[...(this.wallets.get(uidOf(of)) ?? [])].map(([coin, { available, frozen }]) => [
				coin,
				{ available: available.toFixed(DIGITS), frozen: frozen.toFixed(DIGITS) },
			]),
		);
	}

	/** Adds to (or, negative, takes from) the free balance: for transfers, deposits and tests. */
	credit(of: SandboxAccount | string, coin: string, amount: string): void {
		const entry = this.coin(uidOf(of), coin);
		entry.available = entry.available.plus(amount);
	}

	/** Puts closed orders into the history; nothing else changes. */
	seedOrders(uid: string, rows: SeededSpotOrder[], now: number): SpotOrder[] {
		const seeded = rows.map((row): SpotOrder => {
			const { size = '0.00100', price = '60000.00', createTime = now } = row;
			const notional = new Exact(size).times(price).toFixed(DIGITS);
			const filled = (row.state ?? 'filled') === 'filled';
			return {
				orderId: this.nextOrderId(),
				clientOrderId: '',
				symbol: 'BTC_USDT',
				side: 'buy',
				orderMode: 'spot',
				type: 'limit',
				state: 'filled',
				cancelSource: filled ? '' : 'user',
				stpMode: 'none',
				notional,
				filledSize: filled ? size : '0',
				filledNotional: filled ? notional : '0',
				frozen: '0',
				frozenCoin: 'USDT',
				updateTime: createTime,
				...row,
				uid,
				size,
				price,
				createTime,
			};
		});
		this.all.push(...seeded);
		return seeded;
	}

	/** Puts fills into the history; nothing else changes. */
	seedTrades(uid: string, rows: SeededSpotTrade[], now: number): SpotTrade[] {
		const seeded = rows.map((row): SpotTrade => {
			const { size = '0.00100', price = '60000.00' } = row;
			return {
				tradeId: this.nextTradeId(),
				orderId: this.nextOrderId(),
				clientOrderId: '',
				symbol: 'BTC_USDT',
				side: 'buy',
				orderMode: 'spot',
				type: 'limit',
				stpMode: 'none',
				notional: new Exact(size).times(price).toFixed(DIGITS),
				fee: '0.00000100',
				feeCoinName: 'BTC',
				tradeRole: 'maker',
				createTime: now,
				...row,
				uid,
				size,
				price,
			};
		});
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

	private coin(uid: string, coin: string) {
		let wallet = this.wallets.get(uid);
		if (!wallet) this.wallets.set(uid, (wallet = new Map()));
		let entry = wallet.get(coin);
		if (!entry) wallet.set(coin, (entry = { available: new Exact(0), frozen: new Exact(0) }));
		return entry;
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
		if (clientOrderId && this.orderByClientId(uid, clientOrderId)) {
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
		const entry = this.coin(margin ? marginWallet(uid, pair.symbol) : uid, frozenCoin);
		if (entry.available.lt(frozen)) {
			throw refusal(50020, {
				reason: `needs ${frozen.toFixed()} ${frozenCoin}, has ${entry.available.toFixed()}`,
			});
		}
		entry.available = entry.available.minus(frozen);
		entry.frozen = entry.frozen.plus(frozen);

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
		const entry = this.coin(ownerOf(order), order.frozenCoin);
		entry.frozen = entry.frozen.minus(order.frozen);
		entry.available = entry.available.plus(order.frozen);
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
		const paid = this.coin(ownerOf(order), order.frozenCoin);
		paid.available = paid.available.minus(buys ? value : size);
		const got = this.coin(ownerOf(order), feeCoinName);
		got.available = got.available.plus(received).minus(fee);
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

const ownerOf = ({ uid, symbol, orderMode }: SpotOrder) =>
	orderMode === 'iso_margin' ? marginWallet(uid, symbol) : uid;
