/** The positions of the futures side. */
import type { Decimal } from 'decimal.js';

import { DIGITS, Exact, roundedUp } from '../../basics/amounts';
import { averageOf, bracketOf, contractOf, valueOf, type Contract } from '../market/contracts';
import { buys, type FuturesOrder, type OpenType } from './orders';

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

/** The margin of a position. */
export const marginOf = ({ value, leverage }: Position): Decimal => roundedUp(value.div(leverage));

/** What a position would gain or lose at a price. */
export function resultOf(position: Position, price: Decimal): Decimal {
	const of = contractOf(position.symbol);
	return gain(of, position.side, position.value, valueOf(of, position.amount, price));
}

/** The average entry price of a position. */
export const entryOf = (position: Position): Decimal =>
	averageOf(contractOf(position.symbol), position.amount, position.value);

/** The margin that has to stay behind a position at a price. */
export function maintenanceOf(position: Position, price: Decimal): Decimal {
	const of = contractOf(position.symbol);
	const value = valueOf(of, position.amount, price);
	const { ratio, cum } = bracketOf(of, value);
	return roundedUp(value.times(ratio).minus(cum));
}

/** What a direction gains when a value changes; a coin-margined contract is worth fewer coins as the price rises. */
function gain(of: Contract, side: Position['side'], entry: Decimal, exit: Decimal): Decimal {
	return (side === 'long') !== of.inverse ? exit.minus(entry) : entry.minus(exit);
}

/** What everybody holds. */
export class Positions {
	private all: Position[] = [];

	/** Starts over: nothing is held. */
	reset(): void {
		this.all = [];
	}

	/** What an account holds. */
	of(uid: string): Position[] {
		return this.all.filter((position) => position.uid === uid);
	}

	/** The position of an account in a contract and a direction. */
	find(uid: string, symbol: string, side: Position['side']): Position | undefined {
		return this.all.find(
			(entry) => entry.uid === uid && entry.symbol === symbol && entry.side === side,
		);
	}

	/** Adds the contracts that an order has bought or sold. */
	open(order: FuturesOrder, amount: number, price: Decimal, fee: Decimal, at: number): void {
		const { uid, symbol, side, leverage, openType } = order;
		const direction = buys(side) ? 'long' : 'short';
		let position = this.find(uid, symbol, direction);
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
			this.all.push(position);
		}
		position.amount += amount;
		position.value = position.value.plus(valueOf(contractOf(symbol), amount, price));
		position.fees = position.fees.plus(fee);
		position.realized = position.realized.minus(fee);
		position.updateTime = at;
	}

	/** Takes contracts off a position; returns the result. */
	close(position: Position, amount: number, price: Decimal, fee: Decimal, at: number): Decimal {
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
		if (position.amount === 0) this.all = this.all.filter((other) => other !== position);
		return profit;
	}
}
