/** Futures orders that wait for a price: plan, take-profit, stop-loss and trailing orders. */
import { Exact } from '../../basics/amounts';
import { Refusal } from '../../basics/refusals';
import { WEEK } from '../../basics/time';
import { contractOf, lastAt, type Contract } from '../market/contracts';
import { firstMoment, turns } from '../market/prices';
import type { Matching } from './matching';
import {
	buys,
	opens,
	presetsOf,
	wayOf,
	type FuturesOrder,
	type NewOrder,
	type Orders,
} from './orders';
import type { Positions } from './positions';
import type { Terms } from './terms';

/** Lets waiting orders fire: each places the order that it stands for. */
export class Triggers {
	constructor(
		private readonly orders: Orders,
		private readonly positions: Positions,
		private readonly terms: Terms,
		private readonly matching: Matching,
	) {}

	/** Enters an order that waits for a price; one whose price is already there fires at once. */
	wait(asked: NewOrder, now: number): FuturesOrder {
		const order = this.orders.create(asked, this.terms.mode(asked.uid), now);
		if (order.type !== 'trailing' && isMet(order, contractOf(order.symbol), now)) {
			this.fire(order, now);
		}
		return order;
	}

	/** Fires a waiting order whose price is there by now: after a change of its trigger. */
	recheck(order: FuturesOrder, now: number): void {
		if (order.state === 2 && isMet(order, contractOf(order.symbol), now)) this.fire(order, now);
	}

	/** The first moment after `from`, up to `to`, at which a waiting order fires. */
	dueAt(order: FuturesOrder, from: number, to: number): number | undefined {
		const of = contractOf(order.symbol);
		if (order.type === 'trailing') return trailedOut(order, of, to);
		return firstMoment(of.pair, (at) => isMet(order, of, at), from, to);
	}

	/** Places what a plan, take-profit, stop-loss or trailing order stands for. */
	fire(order: FuturesOrder, at: number): void {
		const { uid, symbol, side, leverage, openType, mode } = order;
		const held = this.positions.find(uid, symbol, side === 3 ? 'long' : 'short');
		const whole = order.planCategory === 2;
		order.state = 4;
		order.updateTime = at;
		try {
			const placed = this.matching.place(
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

	/** Turns the presets of an order that has opened a position into orders of their own. */
	attach(order: FuturesOrder, at: number): void {
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
}

/** Whether the last price has reached the trigger of an order. */
function isMet(order: FuturesOrder, of: Contract, at: number): boolean {
	const last = lastAt(of, at);
	return order.priceWay === 1 ? last.gte(order.triggerPrice) : last.lte(order.triggerPrice);
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
