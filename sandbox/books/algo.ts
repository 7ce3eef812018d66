import { DIGITS, Exact } from '../basics/amounts';
import { refusal, Refusal } from '../basics/refusals';
import { firstMoment, pairOf, priceAt } from './market';
import { checkedSize, inWindow, knownPair, tradingPair, userOf, type SpotBooks } from './spot';
import type { Call, Handlers } from '../types';

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

function row(order: AlgoOrder) {
	return {
		orderId: order.orderId,
		clientOrderId: order.clientOrderId || order.orderId,
		symbol: order.symbol,
		side: order.side,
		orderMode: order.orderMode,
		trigger_type: order.triggerType,
		state: order.state,
		cancelSource: order.cancelSource,
		price: order.price,
		size: order.size,
		notional: order.notional,
		createTime: order.createTime,
		updateTime: order.updateTime,
	};
}

function lookUp(call: Call, fits: (order: AlgoOrder) => boolean) {
	const { queryState } = call.values;
	const found = call.state.algos
		.orders(userOf(call).uid)
		.filter(
			({ state }) => queryState === undefined || (queryState === 'open') === (state === 'new'),
		)
		.find(fits);
	if (!found) throw refusal(50005, { reason: 'the account has no such algo order there' });
	return row(found);
}

function submit(call: Call) {
	const { values, state, now } = call;
	const { uid } = userOf(call);
	const pair = tradingPair(values.symbol);
	const side = values.side as AlgoOrder['side'];
	const triggerType = values.trigger_type as AlgoOrder['triggerType'];
	const clientOrderId = String(values.client_order_id ?? '');
	const taken =
		state.books.orderByClientId(uid, clientOrderId) ??
		state.algos.orders(uid).find((order) => order.clientOrderId === clientOrderId);
	if (clientOrderId && taken) {
		throw refusal(50042, { reason: `the client order id "${clientOrderId}" was used before` });
	}
	const triggerPrice = new Exact(String(values.trigger_price));
	const price = new Exact(String(values.price ?? 0)).toDecimalPlaces(
		pair.priceDigits,
		Exact.ROUND_DOWN,
	);
	if (triggerPrice.isZero() || (triggerType === 'limit' && price.isZero())) {
		throw refusal(50021, { message: 'Invalid price', reason: 'a price is 0' });
	}
	const spends = triggerType === 'market' && side === 'buy';
	const size = spends ? new Exact(0) : checkedSize(pair, String(values.size));
	const value = spends
		? new Exact(String(values.notional))
		: size.times(triggerType === 'limit' ? price : triggerPrice);
	const least = side === 'buy' ? pair.minBuy : pair.minSell;
	if (value.lt(least)) {
		throw refusal(spends ? 51012 : 51011, {
			reason: `the value ${value.toFixed()} is below the minimum of ${least} ${pair.quote}`,
		});
	}
	const order: AlgoOrder = {
		orderId: state.books.nextOrderId(),
		clientOrderId,
		uid,
		symbol: pair.symbol,
		side,
		orderMode: values.type as AlgoOrder['orderMode'],
		triggerType,
		triggerPrice: triggerPrice.toFixed(),
		rises: triggerPrice.gt(priceAt(pair, now)),
		price: triggerType === 'limit' ? price.toFixed(pair.priceDigits) : '0',
		size: size.toFixed(new Exact(pair.sizeStep).decimalPlaces()),
		notional: value.toFixed(DIGITS),
		state: 'new',
		cancelSource: '',
		createTime: now,
		updateTime: now,
	};
	state.algos.enter(order, now);
	return { order_id: order.orderId };
}

function cancel(order: AlgoOrder, now: number): boolean {
	if (order.state !== 'new') return false;
	order.state = 'canceled';
	order.cancelSource = 'user';
	order.updateTime = now;
	return true;
}

const isOpen = ({ state }: AlgoOrder) => state === 'new';

/** Trigger and take-profit/stop-loss orders of the spot side. */
export const algoHandlers: Handlers = {
	'POST /spot/v4/algo/submit_order': submit,
	'POST /spot/v4/algo/cancel_order': (call) => {
		const { values, state, now } = call;
		const { symbol } = knownPair(values.symbol);
		const found = state.algos
			.orders(userOf(call).uid)
			.find(
				(order) =>
					order.orderId === values.order_id &&
					order.symbol === symbol &&
					order.orderMode === values.type,
			);
		if (!found)
			throw refusal(50005, { reason: `no such ${String(values.type)} order in ${symbol}` });
		return { result: cancel(found, now) };
	},
	'POST /spot/v4/algo/cancel_all': (call) => {
		const { values, state, now } = call;
		if (values.symbol !== undefined) knownPair(values.symbol);
		for (const order of state.algos.orders(userOf(call).uid)) {
			if (order.orderMode !== values.type) continue;
			if (values.symbol !== undefined && order.symbol !== values.symbol) continue;
			cancel(order, now);
		}
		return {};
	},
	'POST /spot/v4/query/algo/order': (call) =>
		lookUp(call, ({ orderId }) => orderId === call.values.orderId),
	'POST /spot/v4/query/algo/client-order': (call) =>
		lookUp(call, ({ clientOrderId }) => clientOrderId === call.values.clientOrderId),
	'POST /spot/v4/query/algo/open-orders': (call) =>
		inWindow(call.state.algos.orders(userOf(call).uid).filter(isOpen), call).map(row),
	'POST /spot/v4/query/algo/history-orders': (call) =>
		inWindow(
			call.state.algos.orders(userOf(call).uid).filter((order) => !isOpen(order)),
			call,
		).map(row),
};
