/** What orders and fills of the spot and margin side hold. */
import { DIGITS, Exact } from '../../basics/amounts';

/** The two kinds of accounts that share one order book. */
export type OrderMode = 'spot' | 'iso_margin';

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

/** A closed order for the history; what is left out gets a usual value. */
export type SeededSpotOrder = Partial<Omit<SpotOrder, 'uid' | 'state'>> & {
	state?: 'filled' | 'canceled' | 'partially_canceled';
};

/** A fill for the history; what is left out gets a usual value. */
export type SeededSpotTrade = Partial<Omit<SpotTrade, 'uid'>>;

/** A closed order as it stands in the history. */
export function closedOrder(
	uid: string,
	row: SeededSpotOrder,
	orderId: string,
	now: number,
): SpotOrder {
	const { size = '0.00100', price = '60000.00', createTime = now } = row;
	const notional = new Exact(size).times(price).toFixed(DIGITS);
	const filled = (row.state ?? 'filled') === 'filled';
	return {
		orderId,
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
}

/** A fill as it stands in the history. */
export function pastTrade(
	uid: string,
	row: SeededSpotTrade,
	ids: Pick<SpotTrade, 'tradeId' | 'orderId'>,
	now: number,
): SpotTrade {
	const { size = '0.00100', price = '60000.00' } = row;
	return {
		...ids,
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
}
