/** The calls that look futures orders and fills up. */
import { Exact } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';
import { QUARTER, WEEK } from '../../basics/time';
import type { FuturesOrder } from '../../books/futures/orders';
import { contractOf } from '../../books/market/contracts';
import { userOf, type Call, type Handlers } from '../call';
import { newest } from '../lists';
import { copied, find, isPlan } from './checks';

/** Rows of a history, and of a list of what is open. */
const HISTORY = 200;
const OPEN = 100;

const isRegular = (order: FuturesOrder) => !isPlan(order);

/** What all answers about an order have in common. */
function base(order: FuturesOrder) {
	return {
		order_id: order.orderId,
		client_order_id: order.clientOrderId,
		price: order.price,
		size: String(order.size),
		symbol: order.symbol,
		state: order.state,
		side: order.side,
		type: order.type as string,
		position_mode: order.positionMode,
	};
}

const presetColumns = (order: FuturesOrder) => ({
	preset_take_profit_price_type: order.presetTakeProfitPriceType,
	preset_stop_loss_price_type: order.presetStopLossPriceType,
	preset_take_profit_price: order.presetTakeProfitPrice,
	preset_stop_loss_price: order.presetStopLossPrice,
});

const times = (order: FuturesOrder) => ({
	create_time: order.createTime,
	update_time: order.updateTime,
});

function openRow(order: FuturesOrder) {
	return {
		...base(order),
		leverage: order.leverage,
		open_type: order.openType,
		deal_avg_price: order.dealAverage,
		deal_size: String(order.dealSize),
		activation_price: order.activationPrice,
		callback_rate: order.callbackRate,
		activation_price_type: order.activationPriceType,
		...presetColumns(order),
		...times(order),
	};
}

const orderRow = (order: FuturesOrder) => ({ ...openRow(order), account: 'futures' });

function historyRow(order: FuturesOrder) {
	const plan = isPlan(order);
	return {
		...orderRow(order),
		type: plan ? 'planorder' : order.type,
		trigger_price: plan ? order.triggerPrice : '0',
		execution_price: !plan ? '0' : order.execution === 'market' ? 'Market' : order.executivePrice,
		...(order.executiveOrderId === '' ? {} : { executive_order_id: order.executiveOrderId }),
	};
}

function planRow(order: FuturesOrder) {
	const { price, ...row } = base(order);
	return {
		...row,
		executive_price: order.execution === 'market' ? price : order.executivePrice,
		trigger_price: order.triggerPrice,
		mode: order.mode,
		price_way: order.priceWay,
		price_type: order.priceType,
		...(order.planCategory === 0 ? {} : { plan_category: order.planCategory }),
		leverage: order.leverage,
		open_type: order.openType,
		...presetColumns(order),
		...times(order),
	};
}

/** A window in seconds: seven days unless told, 90 days at most. */
function secondsWindow({ values, now }: Call): { from: number; to: number } {
	const start = values.start_time as number | undefined;
	const end = values.end_time as number | undefined;
	const to = end === undefined ? now : end * 1000 + 999;
	const from = start === undefined ? (end ?? Math.floor(now / 1000)) * 1000 - WEEK : start * 1000;
	if (to < from) throw refusal(40039, { reason: 'end_time lies before start_time' });
	if (to - from > QUARTER + 1000) {
		throw refusal(40039, { reason: 'the window is wider than 90 days (times are in seconds)' });
	}
	return { from, to };
}

const createdAt = ({ createTime }: { createTime: number }) => createTime;

/** The newest of what is open, at most 100 rows. */
const openList = (call: Call, fits: (order: FuturesOrder) => boolean): FuturesOrder[] => {
	const { values, state } = call;
	if (values.symbol !== undefined) contractOf(values.symbol);
	return newest(
		state.futures
			.orders(userOf(call).uid)
			.filter((order) => order.state === 2 && fits(order))
			.filter(({ symbol }) => values.symbol === undefined || symbol === values.symbol),
		createdAt,
		{ limit: Number(values.limit ?? OPEN) },
	);
};

/** Open and finished orders, and fills. */
export const futuresHistoryHandlers: Handlers = {
	'GET /contract/private/order': (call) => {
		const found = find(call, isRegular);
		if (copied(call)) throw refusal(40035, { reason: 'the copy-trading account is empty' });
		return orderRow(found);
	},
	'GET /contract/private/order-history': (call) => {
		const { values, state } = call;
		const { symbol } = contractOf(values.symbol);
		const { order_id: id, client_order_id: clientId } = values;
		if (copied(call)) return [];
		const rows = state.futures
			.orders(userOf(call).uid)
			.filter((order) => order.state === 4 && order.symbol === symbol)
			.filter((order) => id === undefined || order.orderId === id)
			.filter((order) => clientId === undefined || order.clientOrderId === clientId);
		const window = { ...secondsWindow(call), limit: HISTORY };
		return newest(rows, createdAt, window).map(historyRow);
	},
	'GET /contract/private/get-open-orders': (call) => {
		const { type, order_state: state } = call.values;
		// Orders fill in one piece, so none is ever partially filled.
		if (state === 'partially_filled') return [];
		return openList(
			call,
			(order) => isRegular(order) && (type === undefined || order.type === type),
		).map(openRow);
	},
	'GET /contract/private/current-plan-order': (call) => {
		const { type, plan_type: kind } = call.values;
		return openList(
			call,
			(order) =>
				isPlan(order) &&
				(type === undefined || order.execution === type) &&
				(kind === undefined || (kind === 'plan') === (order.type === 'plan')),
		).map(planRow);
	},
	'GET /contract/private/trades': (call) => {
		const { values, state } = call;
		const { symbol, order_id: id, client_order_id: clientId } = values;
		if (symbol !== undefined) contractOf(symbol);
		if (copied(call)) return [];
		const rows = state.futures
			.trades(userOf(call).uid)
			.filter((trade) => symbol === undefined || trade.symbol === symbol)
			.filter((trade) => id === undefined || trade.orderId === String(id))
			.filter((trade) => clientId === undefined || trade.clientOrderId === clientId);
		return newest(rows, createdAt, { ...secondsWindow(call), limit: HISTORY }).map((trade) => ({
			order_id: trade.orderId,
			trade_id: trade.tradeId,
			symbol: trade.symbol,
			side: trade.side,
			price: trade.price,
			vol: String(trade.vol),
			exec_type: trade.execType,
			profit: new Exact(trade.realisedProfit).gt(0),
			realised_profit: trade.realisedProfit,
			paid_fees: trade.paidFees,
			account: 'futures',
			create_time: trade.createTime,
		}));
	},
};
