/** The futures contracts, their rules and prices. */
import type { Decimal } from 'decimal.js';

import { Exact } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';
import { pairOf, type Pair } from './pairs';
import { priceAt } from './prices';

/** A step of the risk limits: up to a position value, the leverage allowed and the margin that must stay. */
interface Bracket {
	cap: string;
	leverage: number;
	ratio: string;
	/** Taken off the maintenance margin, so that it does not jump at the border. */
	cum: string;
}

/** A futures contract and its rules. */
export interface Contract {
	symbol: string;
	/** The spot pair whose price path it follows. */
	pair: Pair;
	base: string;
	quote: string;
	/** Coin-margined: a contract is worth dollars, and money is counted in the coin. */
	inverse: boolean;
	/** Coins per contract, or dollars if inverse. */
	size: string;
	/** The price step. */
	tick: string;
	maxLeverage: number;
	maxVolume: number;
	marketMaxVolume: number;
	trading: boolean;
	brackets: Bracket[];
	openInterest: number;
}

const linear: Bracket[] = [
	{ cap: '50000', leverage: 200, ratio: '0.004', cum: '0' },
	{ cap: '600000', leverage: 100, ratio: '0.005', cum: '50' },
	{ cap: '3000000', leverage: 50, ratio: '0.01', cum: '3050' },
];

function contract(symbol: string, of: string, more: Partial<Contract>): Contract {
	const pair = pairOf(of);
	if (!pair) throw new Error(`there is no pair ${of}`);
	return {
		symbol,
		pair,
		base: pair.base,
		quote: 'USDT',
		inverse: false,
		size: '0.001',
		tick: '0.1',
		maxLeverage: 200,
		maxVolume: 500000,
		marketMaxVolume: 250000,
		trading: true,
		brackets: linear,
		openInterest: 31245678,
		...more,
	};
}

/** The contracts of the sandbox: two for USDT, one for the coin, one that is gone. */
export const contracts: Contract[] = [
	contract('BTCUSDT', 'BTC_USDT', {}),
	contract('ETHUSDT', 'ETH_USDT', { size: '0.01', tick: '0.01', openInterest: 8123456 }),
	contract('BTCUSD', 'BTC_USDT', {
		quote: 'USD',
		inverse: true,
		size: '100',
		maxLeverage: 100,
		brackets: [
			{ cap: '10', leverage: 100, ratio: '0.005', cum: '0' },
			{ cap: '100', leverage: 50, ratio: '0.01', cum: '0.05' },
		],
		openInterest: 412345,
	}),
	contract('NEWUSDT', 'NEW_USDT', { tick: '0.0001', size: '1', trading: false, openInterest: 0 }),
];

/** The currency that margin, fees and results of a contract are counted in. */
export const currencyOf = ({ inverse, base, quote }: Contract): string => (inverse ? base : quote);

/** The contract of a name; 40034 (or another code) for an unknown or delisted one. */
export function contractOf(symbol: unknown, code = 40034): Contract {
	const found = contracts.find((entry) => entry.symbol === symbol);
	if (!found) throw refusal(code, { reason: `there is no contract "${String(symbol)}"` });
	return found;
}

/** The contract of a name, if it trades. */
export function tradingContract(symbol: unknown): Contract {
	const found = contractOf(symbol);
	if (!found.trading) throw refusal(40034, { reason: `${found.symbol} is delisted` });
	return found;
}

/** A price cut to the price step. */
export const cut = ({ tick }: Contract, price: Decimal) => price.div(tick).floor().times(tick);

/** The last price at a moment: that of the spot pair, cut to the price step. It is the mark price as well. */
export const lastAt = (of: Contract, at: number): Decimal => cut(of, priceAt(of.pair, at));

/** What a buyer pays at a moment: one step above the last price. */
export const askOf = (of: Contract, at: number): Decimal => lastAt(of, at).plus(of.tick);

/** What a seller gets at a moment: one step below the last price. */
export const bidOf = (of: Contract, at: number): Decimal => lastAt(of, at).minus(of.tick);

/** The value of contracts at a price, in the currency of the contract. */
export const valueOf = (of: Contract, amount: number, price: Decimal | string): Decimal =>
	of.inverse
		? new Exact(of.size).times(amount).div(price).toDecimalPlaces(8)
		: new Exact(of.size).times(amount).times(price);

/** The average price behind a value, at eight decimals. */
export const averageOf = (of: Contract, amount: number, value: Decimal): Decimal => {
	if (amount === 0 || value.isZero()) return new Exact(0);
	const size = new Exact(of.size).times(amount);
	return (of.inverse ? size.div(value) : value.div(size)).toDecimalPlaces(8);
};

/** The bracket that a position value falls into; the last one for anything beyond. */
export const bracketOf = ({ brackets }: Contract, value: Decimal): Bracket =>
	(brackets.find(({ cap }) => value.lte(cap)) ?? brackets[brackets.length - 1]) as Bracket;
