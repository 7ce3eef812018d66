import type { Decimal } from 'decimal.js';

import { DIGITS, Exact, plain, roundedUp } from '../basics/amounts';
import { Refusal, refusal } from '../basics/refusals';
import { WEEK } from '../basics/time';
import type { SandboxAccount } from './accounts';
import {
	askOf,
	averageOf,
	bidOf,
	bracketOf,
	contractOf,
	currencyOf,
	lastAt,
	valueOf,
	type Contract,
} from './market/contracts';
import { firstMoment, turns } from './market/prices';

/** 1 open long, 2 close short, 3 close long, 4 open short; in one-way mode buy, buy and reduce, sell and reduce, sell. */
export type Side = 1 | 2 | 3 | 4;
/** How positions are kept. */
export type PositionMode = 'hedge_mode' | 'one_way_mode';
/** The margin mode. */
export type OpenType = 'cross' | 'isolated';

const TAKER = '0.0006';
const MAKER = '0.0002';

/** The fee rates of every contract. */
export const FUTURES_FEES = { taker: TAKER, maker: MAKER };

/** Take profit and stop loss that an opening order brings along. */
export interface Presets {
	presetTakeProfitPrice: string;
	presetTakeProfitPriceType: number;
	presetStopLossPrice: string;
	presetStopLossPriceType: number;
}

/** Any order of the futures side; what waits for a price is one too. Amounts are exact decimal texts. */
export interface FuturesOrder extends Presets {
	orderId: string;
	/** Empty when none was given. */
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: Side;
	type: 'limit' | 'market' | 'trailing' | 'plan' | 'take_profit' | 'stop_loss';
	/** 1 GTC, 2 FOK, 3 IOC, 4 maker only. */
	mode: number;
	/** '0' for market orders. */
	price: string;
	size: number;
	dealSize: number;
	dealAverage: string;
	/** 2 live, 4 finished: filled, fired or cancelled. */
	state: 2 | 4;
	positionMode: PositionMode;
	leverage: string;
	openType: OpenType;
	/** Margin and fee set aside for it. */
	frozen: string;
	/** What a plan, take-profit or stop-loss order places when it fires. */
	execution: 'limit' | 'market';
	executivePrice: string;
	triggerPrice: string;
	/** 1 fires on a rise, 2 on a fall. */
	priceWay: number;
	priceType: number;
	/** 1 a given size, 2 the whole position, 0 neither. */
	planCategory: number;
	/** The order that it has placed. */
	executiveOrderId: string;
	activationPrice: string;
	callbackRate: string;
	activationPriceType: number;
	createTime: number;
	updateTime: number;
}

/** A fill. */
export interface FuturesTrade {
	tradeId: string;
	orderId: string;
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: Side;
	price: string;
	vol: number;
	execType: 'Taker' | 'Maker';
	realisedProfit: string;
	paidFees: string;
	createTime: number;
}

/** An entry of the funds flow. */
export interface Transaction {
	tranId: string;
	uid: string;
	/** Empty for transfers. */
	symbol: string;
	flowType: 1 | 2 | 3 | 4 | 5;
	amount: string;
	asset: string;
	time: number;
}

/** What is held in a contract, in one direction. */
export interface Position {
	uid: string;
	symbol: string;
	side: 'long' | 'short';
	/** Contracts. */
	amount: number;
	/** What it was worth when it was opened, in the currency of the contract. */
	value: Decimal;
	leverage: string;
	openType: OpenType;
	fees: Decimal;
	realized: Decimal;
	closed: number;
	closedValue: Decimal;
	openTime: number;
	updateTime: number;
}

/** A finished order for the history; what is left out gets a usual value. */
export type SeededFuturesOrder = Partial<Omit<FuturesOrder, 'uid' | 'state' | 'frozen'>>;
/** A fill for the history. */
export type SeededFuturesTrade = Partial<Omit<FuturesTrade, 'uid'>>;
/** An entry of the funds flow. */
export type SeededTransaction = Partial<Omit<Transaction, 'uid'>>;

/** The names of the flow types. */
export const FLOW_NAMES = {
	1: 'Transfer',
	2: 'Realized PNL',
	3: 'Funding Fee',
	4: 'Commission Fee',
	5: 'Liquidation Clearance',
} as const;

/** Buying sides. */
export const buys = (side: Side): boolean => side === 1 || side === 2;
/** Sides that may open a position. */
export const opens = (side: Side): boolean => side === 1 || side === 4;

const noPresets: Presets = {
	presetTakeProfitPrice: '',
	presetTakeProfitPriceType: 0,
	presetStopLossPrice: '',
	presetStopLossPriceType: 0,
};

/** What every new order starts from. */
const blank = {
	...noPresets,
	clientOrderId: '',
	mode: 1,
	price: '0',
	dealSize: 0,
	dealAverage: '0',
	state: 2,
	leverage: '0',
	openType: 'cross',
	frozen: '0',
	execution: 'limit',
	executivePrice: '0',
	triggerPrice: '0',
	priceWay: 0,
	priceType: 1,
	planCategory: 0,
	executiveOrderId: '',
	activationPrice: '',
	callbackRate: '',
	activationPriceType: 0,
} as const;

/** The part of an order that its kind decides. */
export type NewOrder = Partial<FuturesOrder> &
	Pick<FuturesOrder, 'uid' | 'symbol' | 'side' | 'type' | 'size'>;

/**
 * Orders, positions, trades and money of the futures side. Like the spot books it only moves when
 * `advance` is called, and the outcome does not depend on how often that happens.
 */
export class FuturesBooks {
	private all: FuturesOrder[] = [];
	private fills: FuturesTrade[] = [];
	private flows: Transaction[] = [];
	private held: Position[] = [];
	private readonly cash = new Map<string, Map<string, Decimal>>();
	private readonly modes = new Map<string, PositionMode>();
	private readonly settings = new Map<string, { leverage: string; openType: OpenType }>();
	/** When to cancel the orders of a user in a contract. */
	private readonly timers = new Map<string, { uid: string; symbol: string; at: number }>();
	private orderCount = 0;
	private tradeCount = 0;
	private flowCount = 0;
	private seen = 0;

	/** Starts over: the balances of the accounts, nothing else. */
	reset(accounts: SandboxAccount[], now: number): void {
		this.all = [];
		this.fills = [];
		this.flows = [];
		this.held = [];
		for (const map of [this.cash, this.modes, this.settings, this.timers]) map.clear();
		this.orderCount = 0;
		this.tradeCount = 0;
		this.flowCount = 0;
		this.seen = now;
		for (const { uid, futuresBalances } of accounts) {
			if (!futuresBalances || this.cash.has(uid)) continue;
			const amounts = Object.entries(futuresBalances);
			this.cash.set(uid, new Map(amounts.map(([coin, amount]) => [coin, new Exact(amount)])));
		}
	}

	/** The orders of an account, oldest first; plan, take-profit, stop-loss and trailing orders too. */
	orders(uid: string): FuturesOrder[] {
		return this.all.filter((order) => order.uid === uid);
	}

	/** The fills of an account, oldest first. */
	trades(uid: string): FuturesTrade[] {
		return this.fills.filter((trade) => trade.uid === uid);
	}

	/** The funds flow of an account, oldest first. */
	transactions(uid: string): Transaction[] {
		return this.flows.filter((flow) => flow.uid === uid);
	}

	/** What an account holds. */
	positions(uid: string): Position[] {
		return this.held.filter((position) => position.uid === uid);
	}

	/** The position of an account in a contract and a direction. */
	position(uid: string, symbol: string, side: Position['side']): Position | undefined {
		return this.held.find(
			(entry) => entry.uid === uid && entry.symbol === symbol && entry.side === side,
		);
	}

	/** The position mode of an account. */
	mode(uid: string): PositionMode {
		return this.modes.get(uid) ?? 'hedge_mode';
	}

	/** Sets the position mode; the caller has checked that nothing is open. */
	setMode(uid: string, mode: PositionMode): void {
		this.modes.set(uid, mode);
	}

	/** Leverage and margin mode that are set for a contract. */
	setting(uid: string, symbol: string): { leverage: string; openType: OpenType } {
		return this.settings.get(`${uid} ${symbol}`) ?? { leverage: '10', openType: 'cross' };
	}

	/** Sets leverage and margin mode of a contract. */
	set(uid: string, symbol: string, setting: { leverage: string; openType: OpenType }): void {
		this.settings.set(`${uid} ${symbol}`, setting);
	}

	/** Starts, restarts or (without a time) stops the countdown of a contract. */
	cancelAllAt(uid: string, symbol: string, at?: number): void {
		if (at === undefined) this.timers.delete(`${uid} ${symbol}`);
		else this.timers.set(`${uid} ${symbol}`, { uid, symbol, at });
	}

	/** The margin of a position. */
	marginOf({ value, leverage }: Position): Decimal {
		return roundedUp(value.div(leverage));
	}

	/** What a position would gain or lose at a price. */
	resultOf(position: Position, price: Decimal): Decimal {
		const of = contractOf(position.symbol);
		return gain(of, position.side, position.value, valueOf(of, position.amount, price));
	}

	/** The money of an account, by currency. */
	assets(uid: string, now: number) {
		const cash = this.cash.get(uid) ?? new Map<string, Decimal>();
		const coins = [...new Set(['USDT', ...cash.keys()])];
		return coins.map((currency) => {
			const inCoin = (symbol: string) => currencyOf(contractOf(symbol)) === currency;
			const positions = this.positions(uid).filter(({ symbol }) => inCoin(symbol));
			const deposit = sum(positions.map((position) => this.marginOf(position)));
			const frozen = sum(
				this.orders(uid)
					.filter(({ symbol, state }) => state === 2 && inCoin(symbol))
					.map((order) => order.frozen),
			);
			const unrealized = sum(
				positions.map((entry) => this.resultOf(entry, lastAt(contractOf(entry.symbol), now))),
			);
			const total = cash.get(currency) ?? new Exact(0);
			return {
				currency,
				deposit,
				frozen,
				available: total.minus(deposit).minus(frozen),
				equity: total.plus(unrealized),
				unrealized,
			};
		});
	}

	/** What is free for new orders and transfers; gains that are not realized do not count. */
	available(uid: string, currency: string): Decimal {
		const asset = this.assets(uid, this.seen).find((entry) => entry.currency === currency);
		return asset?.available ?? new Exact(0);
	}

	/** Puts money into the wallet or, negative, takes it out. */
	transfer(uid: string, currency: string, amount: Decimal, now: number): void {
		this.book(uid, '', 1, amount, currency, now);
	}

	/** Puts finished orders into the history; nothing else changes. */
	seedOrders(uid: string, rows: SeededFuturesOrder[], now: number): FuturesOrder[] {
		const seeded = rows.map((row): FuturesOrder => {
			const createTime = row.createTime ?? now;
			const size = row.size ?? 10;
			return {
				...blank,
				orderId: this.nextOrderId(),
				symbol: 'BTCUSDT',
				side: 1,
				type: 'limit',
				price: '61000',
				dealSize: size,
				dealAverage: '61000',
				leverage: '10',
				positionMode: 'hedge_mode',
				updateTime: createTime,
				...row,
				uid,
				size,
				createTime,
				state: 4,
			};
		});
		this.all.push(...seeded);
		return seeded;
	}

	/** Puts fills into the history; nothing else changes. */
	seedTrades(uid: string, rows: SeededFuturesTrade[], now: number): FuturesTrade[] {
		const seeded = rows.map(
			(row): FuturesTrade => ({
				tradeId: this.nextTradeId(),
				orderId: this.nextOrderId(),
				clientOrderId: '',
				symbol: 'BTCUSDT',
				side: 1,
				price: '61000',
				vol: 10,
				execType: 'Taker',
				realisedProfit: '0',
				paidFees: '0.366',
				createTime: now,
				...row,
				uid,
			}),
		);
		this.fills.push(...seeded);
		return seeded;
	}

	/** Puts entries into the funds flow; no balance changes. */
	seedTransactions(uid: string, rows: SeededTransaction[], now: number): Transaction[] {
		const seeded = rows.map(
			(row): Transaction => ({
				tranId: this.nextFlowId(),
				symbol: 'BTCUSDT',
				flowType: 4,
				amount: '-0.366',
				asset: 'USDT',
				time: now,
				...row,
				uid,
			}),
		);
		this.flows.push(...seeded);
		return seeded;
	}

	/** Above 2^53 and never a multiple of four: no program that reads it as a double keeps it. */
	private nextOrderId(): string {
		return (23456789012340001n + 2n * BigInt(++this.orderCount)).toString();
	}

	private nextTradeId(): string {
		return String(1141853920 + ++this.tradeCount);
	}

	private nextFlowId(): string {
		return String(9689322391 + ++this.flowCount);
	}

	/** Changes the wallet and writes it down. */
	private book(
		uid: string,
		symbol: string,
		flowType: Transaction['flowType'],
		amount: Decimal,
		asset: string,
		time: number,
	): void {
		if (amount.isZero()) return;
		let wallet = this.cash.get(uid);
		if (!wallet) this.cash.set(uid, (wallet = new Map()));
		wallet.set(asset, amount.plus(wallet.get(asset) ?? 0));
		const tranId = this.nextFlowId();
		this.flows.push({ tranId, uid, symbol, flowType, amount: plain(amount), asset, time });
	}

	/** Lets everything happen that is due: fills, triggers, trailing stops, countdowns, in their order. */
	advance(now: number): void {
		if (now <= this.seen) return;
		// An order that nothing touches stays due when it was due: looked up once.
		const due = new Map<FuturesOrder, number | undefined>();
		for (;;) {
			let next: { at: number; act: () => void } | undefined;
			for (const order of this.all) {
				if (order.state !== 2) continue;
				if (!due.has(order)) due.set(order, this.dueAt(order, now));
				const at = due.get(order);
				if (at !== undefined && (!next || at < next.at)) {
					next = { at, act: () => this.happen(order, at) };
				}
			}
			for (const [key, timer] of this.timers) {
				if (timer.at > now || (next && timer.at >= next.at)) continue;
				next = {
					at: timer.at,
					act: () => {
						this.timers.delete(key);
						this.cancelAll(timer.uid, timer.symbol, timer.at);
					},
				};
			}
			if (!next) break;
			this.seen = Math.max(this.seen, next.at);
			next.act();
		}
		this.seen = now;
	}

	/** Cancels the limit orders of a contract. */
	cancelAll(uid: string, symbol: string, now: number): void {
		for (const order of this.orders(uid)) {
			if (order.symbol === symbol && order.type === 'limit') this.cancel(order, now);
		}
	}

	/** Cancels a live order and releases what it has set aside. */
	cancel(order: FuturesOrder, now: number): void {
		if (order.state !== 2) return;
		order.state = 4;
		order.frozen = '0';
		order.updateTime = now;
	}

	private dueAt(order: FuturesOrder, now: number): number | undefined {
		const of = contractOf(order.symbol);
		const met = (at: number) => this.isMet(order, of, at);
		if (order.type === 'trailing') return trailedOut(order, of, now);
		return firstMoment(of.pair, met, this.seen, now);
	}

	private isMet(order: FuturesOrder, of: Contract, at: number): boolean {
		if (order.type === 'limit') {
			return buys(order.side) ? askOf(of, at).lte(order.price) : bidOf(of, at).gte(order.price);
		}
		const last = lastAt(of, at);
		return order.priceWay === 1 ? last.gte(order.triggerPrice) : last.lte(order.triggerPrice);
	}

	private happen(order: FuturesOrder, at: number): void {
		if (order.type === 'limit') this.fill(order, order.price, 'Maker', at);
		else this.fire(order, at);
	}

	/** Places what a plan, take-profit, stop-loss or trailing order stands for. */
	private fire(order: FuturesOrder, at: number): void {
		const { uid, symbol, side, leverage, openType, mode } = order;
		const held = this.position(uid, symbol, side === 3 ? 'long' : 'short');
		const whole = order.planCategory === 2;
		order.state = 4;
		order.updateTime = at;
		try {
			const placed = this.place(
				{
					uid,
					symbol,
					side,
					type: order.type === 'trailing' ? 'market' : order.execution,
					price: order.execution === 'limit' ? order.executivePrice : '0',
					// A close never asks for more than there is.
					size: opens(side)
						? order.size
						: Math.min(whole ? Infinity : order.size, held?.amount ?? 0),
					leverage,
					openType,
					mode: order.execution === 'limit' ? mode : 1,
					clientOrderId: order.type === 'trailing' ? '' : `PLAN_${order.orderId}`,
					...(opens(side) ? presetsOf(order) : {}),
				},
				at,
			);
			order.executiveOrderId = placed.orderId;
		} catch (error) {
			// eslint-disable-next-line @n8n/community-nodes/require-node-api-error -- a bug of the sandbox
			if (!(error instanceof Refusal)) throw error;
		}
	}

	/** Enters an order that waits for a price; one whose price is already there fires at once. */
	wait(asked: NewOrder, now: number): FuturesOrder {
		const order = this.create(asked, now);
		if (order.type !== 'trailing' && this.isMet(order, contractOf(order.symbol), now)) {
			this.fire(order, now);
		}
		return order;
	}

	/** Fires a waiting order whose price is there by now: after a change of its trigger. */
	recheck(order: FuturesOrder, now: number): void {
		if (order.state === 2 && this.isMet(order, contractOf(order.symbol), now)) {
			this.fire(order, now);
		}
	}

	private create(asked: NewOrder, now: number): FuturesOrder {
		const order: FuturesOrder = {
			...blank,
			orderId: this.nextOrderId(),
			positionMode: this.mode(asked.uid),
			...asked,
			createTime: now,
			updateTime: now,
		};
		this.all.push(order);
		return order;
	}

	/** The contracts of an order that would be opened, not closed. */
	private opening(uid: string, symbol: string, side: Side, size: number): number {
		if (!opens(side)) return 0;
		if (this.mode(uid) === 'hedge_mode') return size;
		return Math.max(
			size - (this.position(uid, symbol, buys(side) ? 'short' : 'long')?.amount ?? 0),
			0,
		);
	}

	/** Margin and taker fee for opening contracts at a price. */
	private needed(of: Contract, amount: number, price: Decimal | string, leverage: string): Decimal {
		const value = valueOf(of, amount, price);
		return amount === 0
			? new Exact(0)
			: roundedUp(value.div(leverage)).plus(roundedUp(value.times(TAKER)));
	}

	/** Places a limit or market order or throws the refusal; a refused order leaves no trace. */
	place(asked: NewOrder, now: number): FuturesOrder {
		const { uid, symbol, side, mode = 1 } = asked;
		const of = contractOf(symbol);
		const market = asked.type === 'market';
		const best = buys(side) ? askOf(of, now) : bidOf(of, now);
		const price = market ? best : new Exact(asked.price ?? 0);
		// Whatever trades beside a position does so under the terms of that position.
		const held = this.positions(uid).find((position) => position.symbol === symbol);
		const leverage = held?.leverage ?? asked.leverage ?? '1';
		const openType = held?.openType ?? asked.openType ?? 'cross';
		const needed = this.affordable({ ...asked, leverage }, price);
		const order = this.create(
			{ ...asked, price: market ? '0' : plain(price), leverage, openType },
			now,
		);
		if (opens(side)) this.set(uid, symbol, { leverage, openType });
		const crosses = market || (buys(side) ? price.gte(best) : price.lte(best));
		if (crosses && mode === 4) this.cancel(order, now);
		else if (crosses) this.fill(order, plain(best), 'Taker', now);
		else if (mode === 2 || mode === 3) this.cancel(order, now);
		else order.frozen = needed.toFixed();
		return order;
	}

	/** What has to be set aside for an order at a price; refuses what cannot be paid or closed. */
	private affordable(asked: NewOrder, price: Decimal): Decimal {
		const { uid, symbol, side, size, leverage = '1' } = asked;
		const of = contractOf(symbol);
		if (!opens(side)) this.checkClosable(asked);
		const opening = this.opening(uid, symbol, side, size);
		const needed = this.needed(of, opening, price, leverage);
		const free = this.available(uid, currencyOf(of));
		if (free.gte(needed)) return needed;
		throw refusal(40027, {
			reason: `needs ${needed.toFixed()} ${currencyOf(of)}, has ${free.toFixed()}`,
		});
	}

	/** Refuses a close of more than what is held and not yet being closed. */
	private checkClosable({ uid, symbol, side, size }: NewOrder): void {
		const direction = side === 3 ? 'long' : 'short';
		const held = this.position(uid, symbol, direction);
		if (!held) throw refusal(40021, { reason: `no ${direction} position in ${symbol}` });
		const closing = this.orders(uid)
			.filter((order) => order.state === 2 && order.type === 'limit')
			.filter((order) => order.symbol === symbol && order.side === side)
			.reduce((total, order) => total + order.size, 0);
		if (size === 0 || held.amount - closing < size) {
			throw refusal(40020, {
				reason: `${held.amount} contracts are held, ${closing} of them are being closed`,
			});
		}
	}

	/** Gives a limit order another price and size, or throws and leaves it as it was. */
	modify(order: FuturesOrder, price: Decimal, size: number, now: number): void {
		const of = contractOf(order.symbol);
		const best = buys(order.side) ? askOf(of, now) : bidOf(of, now);
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
		if (order.mode === 4) this.cancel(order, now);
		else this.fill(order, plain(best), 'Taker', now);
	}

	/** Fills an order in one piece: closes what it closes, opens the rest. */
	private fill(
		order: FuturesOrder,
		price: string,
		execType: FuturesTrade['execType'],
		at: number,
	): void {
		const { uid, symbol, side } = order;
		const of = contractOf(symbol);
		const currency = currencyOf(of);
		order.state = 4;
		order.frozen = '0';
		order.updateTime = at;
		const oneWay = order.positionMode === 'one_way_mode';
		const against = this.position(uid, symbol, buys(side) ? 'short' : 'long');
		const closing = oneWay || !opens(side) ? Math.min(order.size, against?.amount ?? 0) : 0;
		let opening = opens(side) ? order.size - closing : 0;
		const rate = execType === 'Taker' ? TAKER : MAKER;
		const feeOf = (amount: number) => roundedUp(valueOf(of, amount, price).times(rate));

		let profit = new Exact(0);
		if (against && closing > 0) {
			profit = this.close(against, closing, new Exact(price), feeOf(closing), at);
			this.book(uid, symbol, 2, profit, currency, at);
		}
		// What was free when the order was placed may be gone: then the rest is cancelled.
		if (opening > 0) {
			const needed = this.needed(of, opening, price, order.leverage);
			if (this.available(uid, currency).lt(needed)) opening = 0;
		}
		if (opening > 0) this.open(order, opening, new Exact(price), feeOf(opening), at);
		const amount = closing + opening;
		if (amount === 0) return;
		const fee = (closing > 0 ? feeOf(closing) : new Exact(0)).plus(
			opening > 0 ? feeOf(opening) : 0,
		);
		this.book(uid, symbol, 4, fee.negated(), currency, at);
		order.dealSize = amount;
		order.dealAverage = price;
		this.fills.push({
			tradeId: this.nextTradeId(),
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
		if (opening > 0) this.attach(order, at);
	}

	/** Takes contracts off a position; returns the result. */
	private close(
		position: Position,
		amount: number,
		price: Decimal,
		fee: Decimal,
		at: number,
	): Decimal {
		const of = contractOf(position.symbol);
		const entry =
			amount === position.amount
				? position.value
				: position.value.times(amount).div(position.amount).toDecimalPlaces(DIGITS);
		const exit = valueOf(of, amount, price);
		const profit = gain(of, position.side, entry, exit);
		position.amount -= amount;
		position.value = position.value.minus(entry);
		position.closed += amount;
		position.closedValue = position.closedValue.plus(exit);
		position.realized = position.realized.plus(profit).minus(fee);
		position.fees = position.fees.plus(fee);
		position.updateTime = at;
		if (position.amount === 0) {
			this.held = this.held.filter((entry_) => entry_ !== position);
			const closes = position.side === 'long' ? 3 : 2;
			for (const order of this.orders(position.uid)) {
				const protects = order.type === 'take_profit' || order.type === 'stop_loss';
				if (protects && order.symbol === position.symbol && order.side === closes) {
					this.cancel(order, at);
				}
			}
		}
		return profit;
	}

	private open(
		order: FuturesOrder,
		amount: number,
		price: Decimal,
		fee: Decimal,
		at: number,
	): void {
		const { uid, symbol, side, leverage, openType } = order;
		const direction = buys(side) ? 'long' : 'short';
		let position = this.position(uid, symbol, direction);
		if (!position) {
			position = {
				uid,
				symbol,
				side: direction,
				amount: 0,
				value: new Exact(0),
				leverage,
				openType,
				fees: new Exact(0),
				realized: new Exact(0),
				closed: 0,
				closedValue: new Exact(0),
				openTime: at,
				updateTime: at,
			};
			this.held.push(position);
		}
		position.amount += amount;
		position.value = position.value.plus(valueOf(contractOf(symbol), amount, price));
		position.fees = position.fees.plus(fee);
		position.realized = position.realized.minus(fee);
		position.updateTime = at;
	}

	/** Turns the presets of an order that has opened a position into orders of their own. */
	private attach(order: FuturesOrder, at: number): void {
		const long = buys(order.side);
		const presets = [
			['take_profit', order.presetTakeProfitPrice, order.presetTakeProfitPriceType],
			['stop_loss', order.presetStopLossPrice, order.presetStopLossPriceType],
		] as const;
		for (const [type, triggerPrice, priceType] of presets) {
			if (triggerPrice === '') continue;
			this.wait(
				{
					uid: order.uid,
					symbol: order.symbol,
					side: long ? 3 : 2,
					type,
					size: order.dealSize,
					triggerPrice,
					priceType,
					priceWay: wayOf(type, long ? 3 : 2),
					execution: 'market',
					planCategory: 1,
					leverage: order.leverage,
					openType: order.openType,
				},
				at,
			);
		}
	}

	/** The average entry price of a position. */
	entryOf(position: Position): Decimal {
		return averageOf(contractOf(position.symbol), position.amount, position.value);
	}

	/** The margin that has to stay behind a position at a price. */
	maintenanceOf(position: Position, price: Decimal): Decimal {
		const of = contractOf(position.symbol);
		const value = valueOf(of, position.amount, price);
		const { ratio, cum } = bracketOf(of, value);
		return roundedUp(value.times(ratio).minus(cum));
	}
}

/** The presets of an order. */
export const presetsOf = (order: Presets): Presets => ({
	presetTakeProfitPrice: order.presetTakeProfitPrice,
	presetTakeProfitPriceType: order.presetTakeProfitPriceType,
	presetStopLossPrice: order.presetStopLossPrice,
	presetStopLossPriceType: order.presetStopLossPriceType,
});

/** From which side the trigger of a take profit or stop loss is reached: 1 from below, 2 from above. */
export const wayOf = (type: 'take_profit' | 'stop_loss', side: Side): 1 | 2 =>
	(type === 'take_profit') === (side === 3) ? 1 : 2;

const sum = (amounts: Array<Decimal | string>): Decimal =>
	amounts.reduce<Decimal>((total, amount) => total.plus(amount), new Exact(0));

/** What a direction gains when a value changes; a coin-margined contract is worth fewer coins as the price rises. */
function gain(of: Contract, side: Position['side'], entry: Decimal, exit: Decimal): Decimal {
	return (side === 'long') !== of.inverse ? exit.minus(entry) : entry.minus(exit);
}

/**
 * When a trailing order fires: after the activation price was reached, at the first moment at which
 * the price has come back by the callback rate from its best. Undefined if not until `to`.
 */
function trailedOut(order: FuturesOrder, of: Contract, to: number): number | undefined {
	const start = order.createTime;
	const rises = lastAt(of, start).lt(order.activationPrice);
	const reached = (at: number) =>
		rises ? lastAt(of, at).gte(order.activationPrice) : lastAt(of, at).lte(order.activationPrice);
	const active = reached(start) ? start : firstMoment(of.pair, reached, start, to);
	if (active === undefined) return undefined;
	const sells = !buys(order.side);
	const rate = new Exact(order.callbackRate).div(100);
	const factor = sells ? new Exact(1).minus(rate) : rate.plus(1);
	let best = lastAt(of, active);
	let from = active;
	// After two weeks the path has shown everything.
	for (const turn of turns(of.pair, active, Math.min(to, active + 2 * WEEK))) {
		const limit = best.times(factor);
		const met = (at: number) => (sells ? lastAt(of, at).lte(limit) : lastAt(of, at).gte(limit));
		if (met(turn)) return firstMoment(of.pair, met, from, turn);
		best = sells ? Exact.max(best, lastAt(of, turn)) : Exact.min(best, lastAt(of, turn));
		from = turn;
	}
	return undefined;
}
