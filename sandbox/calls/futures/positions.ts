/** The calls of positions: what is held, leverage and position mode. */
import { Exact, plain } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';
import type { OpenType, PositionMode } from '../../books/futures/orders';
import {
	entryOf,
	maintenanceOf,
	marginOf,
	resultOf,
	type Position,
} from '../../books/futures/positions';
import {
	averageOf,
	bracketOf,
	contractOf,
	lastAt,
	tradingContract,
	valueOf,
} from '../../books/market/contracts';
import { userOf, type Call, type Handlers } from '../call';
import { checkedLeverage, copied } from './checks';

function setLeverage(call: Call) {
	const { values, state } = call;
	const { uid } = userOf(call);
	const of = tradingContract(values.symbol);
	const before = state.futures.terms.setting(uid, of.symbol);
	const leverage =
		values.leverage === undefined ? before.leverage : checkedLeverage(of, values.leverage);
	const openType = values.open_type as OpenType;
	const held = state.futures.positions(uid).find(({ symbol }) => symbol === of.symbol);
	const waits = state.futures
		.orders(uid)
		.some((order) => order.state === 2 && order.symbol === of.symbol);
	if (held ?? waits) {
		if (leverage !== before.leverage) {
			throw refusal(40040, { reason: 'a position or an order is open under another leverage' });
		}
		if (openType !== before.openType) {
			throw refusal(40012, {
				message: 'The margin mode cannot be changed while a position or order is open',
				reason: `it is ${before.openType}`,
			});
		}
	}
	state.futures.terms.set(uid, of.symbol, { leverage, openType });
	return {
		symbol: of.symbol,
		leverage,
		open_type: openType,
		max_value: String(of.maxLeverage),
	};
}

function setMode(call: Call) {
	const { values, state } = call;
	const { uid } = userOf(call);
	const mode = values.position_mode as PositionMode;
	const busy =
		state.futures.positions(uid).length > 0 ||
		state.futures.orders(uid).some((order) => order.state === 2);
	if (busy) throw refusal(40059, { reason: 'a position or an order is open' });
	state.futures.terms.setMode(uid, mode);
	return { position_mode: mode };
}

/** The positions asked for. */
function held(call: Call): Position[] {
	const { values, state } = call;
	if (values.symbol !== undefined) contractOf(values.symbol);
	if (copied(call)) return [];
	return state.futures
		.positions(userOf(call).uid)
		.filter(({ symbol }) => values.symbol === undefined || symbol === values.symbol);
}

/** The figures of a position, whatever the answer calls them. */
function figures(call: Call, position: Position) {
	const { state, now } = call;
	const of = contractOf(position.symbol);
	const mark = lastAt(of, now);
	const entry = entryOf(position);
	const value = valueOf(of, position.amount, mark);
	const { ratio } = bracketOf(of, value);
	const long = position.side === 'long';
	// A rough figure: the sandbox never liquidates.
	const share = new Exact(1)
		.div(position.leverage)
		.minus(ratio)
		.times(long ? -1 : 1)
		.plus(1);
	const liquidation = entry.times(share).div(of.tick).floor().times(of.tick);
	const bracket = [...of.brackets]
		.reverse()
		.find(({ leverage }) => new Exact(position.leverage).lte(leverage));
	return {
		mark: plain(mark),
		value: plain(value),
		entry: plain(entry),
		entryValue: plain(position.value),
		margin: plain(marginOf(position)),
		maintenance: plain(maintenanceOf(position, mark)),
		result: plain(resultOf(position, mark)),
		liquidation: liquidation.gt(0) ? plain(liquidation) : '0',
		most: bracket?.cap ?? '0',
		closedAverage: plain(averageOf(of, position.closed, position.closedValue)),
		oneWay: state.futures.terms.mode(position.uid) === 'one_way_mode',
	};
}

function commonColumns(call: Call, position: Position) {
	const of = figures(call, position);
	return {
		symbol: position.symbol,
		leverage: position.leverage,
		timestamp: call.now,
		current_fee: plain(position.fees),
		open_timestamp: position.openTime,
		current_value: of.value,
		mark_value: of.value,
		mark_price: of.mark,
		position_value: of.entryValue,
		position_cross: of.margin,
		maintenance_margin: of.maintenance,
		close_vol: String(position.closed),
		close_avg_price: of.closedAverage,
		open_avg_price: of.entry,
		entry_price: of.entry,
		current_amount: String(position.amount),
		realized_value: plain(position.realized),
		account: 'futures',
	};
}

function positionV2(call: Call, position: Position) {
	const of = figures(call, position);
	const amount = position.side === 'short' && of.oneWay ? -position.amount : position.amount;
	return {
		...commonColumns(call, position),
		position_amount: String(amount),
		open_type: position.openType,
		position_side: of.oneWay ? 'both' : position.side,
		unrealized_pnl: of.result,
		liquidation_price: of.liquidation,
		max_notional_value: of.most,
		initial_margin: of.margin,
	};
}

/** With a symbol there is a row for every direction, full of zeros where nothing is held. */
function positionsV2(call: Call) {
	const { values, state, now } = call;
	const { uid } = userOf(call);
	const rows = held(call).map((position) => positionV2(call, position));
	if (values.symbol === undefined || copied(call)) return rows;
	const of = contractOf(values.symbol);
	const { leverage, openType } = state.futures.terms.setting(uid, of.symbol);
	const sides = state.futures.terms.mode(uid) === 'one_way_mode' ? ['both'] : ['long', 'short'];
	return sides.map(
		(side) =>
			rows.find((row) => row.position_side === side) ?? {
				symbol: of.symbol,
				leverage,
				timestamp: now,
				current_fee: '0',
				open_timestamp: 0,
				current_value: '0',
				mark_value: '0',
				mark_price: plain(lastAt(of, now)),
				position_value: '0',
				position_cross: '0',
				maintenance_margin: '0',
				close_vol: '0',
				close_avg_price: '0',
				open_avg_price: '0',
				entry_price: '0',
				current_amount: '0',
				realized_value: '0',
				account: 'futures',
				position_amount: '0',
				open_type: openType,
				position_side: side,
				unrealized_pnl: '0',
				liquidation_price: '0',
				max_notional_value: '0',
				initial_margin: '0',
			},
	);
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Positions and their terms. */
export const futuresPositionHandlers: Handlers = {
	'GET /contract/private/position': (call) =>
		held(call).map((position) => ({
			...commonColumns(call, position),
			margin_type: capital(position.openType),
			position_mode: call.state.futures.terms.mode(position.uid),
			unrealized_value: figures(call, position).result,
			position_type: position.side === 'long' ? 1 : 2,
		})),
	'GET /contract/private/position-v2': positionsV2,
	'GET /contract/private/position-risk': (call) =>
		held(call).map((position) => {
			const of = figures(call, position);
			return {
				symbol: position.symbol,
				position_amt: String(position.amount),
				mark_price: of.mark,
				unrealized_profit: of.result,
				liquidation_price: of.liquidation,
				leverage: position.leverage,
				max_notional_value: of.most,
				margin_type: capital(position.openType),
				isolated_margin: position.openType === 'isolated' ? of.margin : '0',
				position_side: capital(position.side),
				notional: of.value,
				update_time: position.updateTime,
				account: 'futures',
			};
		}),
	'GET /contract/private/get-position-mode': (call) => ({
		position_mode: call.state.futures.terms.mode(userOf(call).uid),
	}),
	'POST /contract/private/submit-leverage': setLeverage,
	'POST /contract/private/set-position-mode': setMode,
};
