/** The books of the futures side, made of their parts. */
import type { Decimal } from 'decimal.js';

import type { SandboxAccount } from '../accounts';
import { Matching } from './matching';
import { Money, type SeededTransaction, type Transaction } from './money';
import { Orders, type FuturesOrder, type NewOrder, type SeededFuturesOrder } from './orders';
import { Positions, type Position } from './positions';
import { Terms } from './terms';
import { Trades, type FuturesTrade, type SeededFuturesTrade } from './trades';
import { Triggers } from './triggers';

/**
 * Orders, positions, trades and money of the futures side. Like the spot books it only moves when
 * `advance` is called, and the outcome does not depend on how often that happens.
 */
export class FuturesBooks {
	/** Position modes, leverage and margin modes. */
	readonly terms = new Terms();
	private readonly entered = new Orders();
	private readonly held = new Positions();
	private readonly fills = new Trades();
	private readonly money = new Money(this.entered, this.held);
	private readonly matching = new Matching(
		this.entered,
		this.held,
		this.fills,
		this.money,
		this.terms,
		(order, at) => this.triggers.attach(order, at),
	);
	private readonly triggers = new Triggers(this.entered, this.held, this.terms, this.matching);
	/** When to cancel the orders of a user in a contract. */
	private readonly timers = new Map<string, { uid: string; symbol: string; at: number }>();
	/** Up to here everything that was due has happened. */
	private seen = 0;

	/** Starts over: the balances of the accounts, nothing else. */
	reset(accounts: SandboxAccount[], now: number): void {
		for (const part of [this.terms, this.entered, this.held, this.fills]) part.reset();
		this.money.reset(accounts);
		this.timers.clear();
		this.seen = now;
	}

	/** The orders of an account, oldest first; plan, take-profit, stop-loss and trailing orders too. */
	orders(uid: string): FuturesOrder[] {
		return this.entered.of(uid);
	}

	/** The fills of an account, oldest first. */
	trades(uid: string): FuturesTrade[] {
		return this.fills.of(uid);
	}

	/** The funds flow of an account, oldest first. */
	transactions(uid: string): Transaction[] {
		return this.money.transactions(uid);
	}

	/** What an account holds. */
	positions(uid: string): Position[] {
		return this.held.of(uid);
	}

	/** The position of an account in a contract and a direction. */
	position(uid: string, symbol: string, side: Position['side']): Position | undefined {
		return this.held.find(uid, symbol, side);
	}

	/** The money of an account, by currency. */
	assets(uid: string, now: number): ReturnType<Money['assets']> {
		return this.money.assets(uid, now);
	}

	/** What is free for new orders and transfers; gains that are not realized do not count. */
	available(uid: string, currency: string): Decimal {
		return this.money.available(uid, currency);
	}

	/** Puts money into the wallet or, negative, takes it out. */
	transfer(uid: string, currency: string, amount: Decimal, now: number): void {
		this.money.book({ uid, symbol: '', flowType: 1, asset: currency, time: now }, amount);
	}

	/** Places a limit or market order or throws the refusal; a refused order leaves no trace. */
	place(asked: NewOrder, now: number): FuturesOrder {
		return this.matching.place(asked, now);
	}

	/** Gives a limit order another price and size, or throws and leaves it as it was. */
	modify(order: FuturesOrder, price: Decimal, size: number, now: number): void {
		this.matching.modify(order, price, size, now);
	}

	/** Enters an order that waits for a price; one whose price is already there fires at once. */
	wait(asked: NewOrder, now: number): FuturesOrder {
		return this.triggers.wait(asked, now);
	}

	/** Fires a waiting order whose price is there by now: after a change of its trigger. */
	recheck(order: FuturesOrder, now: number): void {
		this.triggers.recheck(order, now);
	}

	/** Cancels a live order and releases what it has set aside. */
	cancel(order: FuturesOrder, now: number): void {
		this.entered.cancel(order, now);
	}

	/** Cancels the limit orders of a contract. */
	cancelAll(uid: string, symbol: string, now: number): void {
		for (const order of this.entered.of(uid)) {
			if (order.symbol === symbol && order.type === 'limit') this.cancel(order, now);
		}
	}

	/** Starts, restarts or (without a time) stops the countdown of a contract. */
	cancelAllAt(uid: string, symbol: string, at?: number): void {
		if (at === undefined) this.timers.delete(`${uid} ${symbol}`);
		else this.timers.set(`${uid} ${symbol}`, { uid, symbol, at });
	}

	/** Lets everything happen that is due: fills, triggers, trailing stops, countdowns, in their order. */
	advance(now: number): void {
		if (now <= this.seen) return;
		// An order that nothing touches stays due when it was due: looked up once.
		const due = new Map<FuturesOrder, number | undefined>();
		for (;;) {
			let next: { at: number; act: () => void } | undefined;
			for (const order of this.entered.live()) {
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

	private dueAt(order: FuturesOrder, now: number): number | undefined {
		const part = order.type === 'limit' ? this.matching : this.triggers;
		return part.dueAt(order, this.seen, now);
	}

	private happen(order: FuturesOrder, at: number): void {
		if (order.type === 'limit') this.matching.fill(order, order.price, 'Maker', at);
		else this.triggers.fire(order, at);
	}

	/** Puts finished orders into the history; nothing else changes. */
	seedOrders(uid: string, rows: SeededFuturesOrder[], now: number): FuturesOrder[] {
		return this.entered.seed(uid, rows, now);
	}

	/** Puts fills into the history; nothing else changes. */
	seedTrades(uid: string, rows: SeededFuturesTrade[], now: number): FuturesTrade[] {
		return this.fills.seed(uid, rows, () => this.entered.nextId(), now);
	}

	/** Puts entries into the funds flow; no balance changes. */
	seedTransactions(uid: string, rows: SeededTransaction[], now: number): Transaction[] {
		return this.money.seed(uid, rows, now);
	}
}
