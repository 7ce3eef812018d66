/** Trigger and take-profit/stop-loss orders of the spot side. */
import { Refusal } from '../basics/refusals';
import { pairOf } from './market/pairs';
import { firstMoment, priceAt } from './market/prices';
import type { SpotBooks } from './spot/books';

/** An order that waits for a price before it is placed. */
export interface AlgoOrder {
	orderId: string;
	/** Empty when none was given (answers then show the order id in its place). */
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: 'buy' | 'sell';
	/** The kind; called `type` when placing and `orderMode` when querying. */
	orderMode: 'trigger' | 'tp/sl';
	triggerType: 'limit' | 'market';
	triggerPrice: string;
	/** True if it waits for the price to rise. */
	rises: boolean;
	price: string;
	size: string;
	notional: string;
	/** 'filled' once it has placed its order, whatever becomes of that. */
	state: 'new' | 'filled' | 'canceled';
	cancelSource: '' | 'user' | 'system';
	/** The ordinary order that it has placed. */
	startedOrderId?: string;
	createTime: number;
	updateTime: number;
}

/** A finished order for the history; what is left out gets a usual value. */
export type SeededAlgoOrder = Partial<Omit<AlgoOrder, 'uid' | 'state'>> & {
	state?: 'filled' | 'canceled';
};

/** Trigger and take-profit/stop-loss orders. The orders that they start live in the spot books. */
export class AlgoBooks {
	private all: AlgoOrder[] = [];
	private seen = 0;

	constructor(private readonly books: SpotBooks) {}

	/** Starts over: no orders. */
	reset(now: number): void {
		this.all = [];
		this.seen = now;
	}

	/** The orders of an account, oldest first. */
	orders(uid: string): AlgoOrder[] {
		return this.all.filter((order) => order.uid === uid);
	}

	/** Enters a waiting order; one whose price is already there starts at once. */
	enter(order: AlgoOrder, now: number): void {
		this.all.push(order);
		if (this.isMet(order, now)) this.start(order, now);
	}

	/** Puts finished orders into the history; nothing else changes. */
	seed(uid: string, rows: SeededAlgoOrder[], now: number): AlgoOrder[] {
		const seeded = rows.map((row): AlgoOrder => {
			const createTime = row.createTime ?? now;
			return {
				orderId: this.books.nextOrderId(),
				clientOrderId: '',
				symbol: 'BTC_USDT',
				side: 'buy',
				orderMode: 'trigger',
				triggerType: 'limit',
				triggerPrice: '61000',
				rises: false,
				price: '61000.00',
				size: '0.00100',
				notional: '61.00000000',
				state: 'filled',
				cancelSource: '',
				updateTime: createTime,
				...row,
				uid,
				createTime,
			};
		});
		this.all.push(...seeded);
		return seeded;
	}

	/** Starts what the price path has reached, in the order in which it happened; then moves the books on. */
	advance(now: number): void {
		const due = this.all
			.filter(({ state }) => state === 'new')
			.map((order) => ({ order, at: this.metAt(order, now) }))
			.filter((entry): entry is { order: AlgoOrder; at: number } => entry.at !== undefined)
			.sort((a, b) => a.at - b.at);
		for (const { order, at } of due) {
			this.books.advance(at);
			this.start(order, at);
		}
		this.books.advance(now);
		this.seen = Math.max(this.seen, now);
	}

	private isMet(order: AlgoOrder, at: number): boolean {
		const pair = pairOf(order.symbol);
		if (!pair) return false;
		const price = priceAt(pair, at);
		return order.rises ? price.gte(order.triggerPrice) : price.lte(order.triggerPrice);
	}

	private metAt(order: AlgoOrder, now: number): number | undefined {
		const pair = pairOf(order.symbol);
		return pair && firstMoment(pair, (at) => this.isMet(order, at), this.seen, now);
	}

	private start(order: AlgoOrder, at: number): void {
		const { symbol, side, triggerType, price, size, notional } = order;
		order.updateTime = at;
		try {
			const buysForMoney = triggerType === 'market' && side === 'buy';
			const started = this.books.place(
				order.uid,
				{ symbol, side, type: triggerType, price, size, ...(buysForMoney ? { notional } : {}) },
				at,
			);
			order.startedOrderId = started.orderId;
			order.state = 'filled';
		} catch (error) {
			// eslint-disable-next-line @n8n/community-nodes/require-node-api-error -- a bug of the sandbox
			if (!(error instanceof Refusal)) throw error;
			order.state = 'canceled';
			order.cancelSource = 'system';
		}
	}
}
