/** The spot pairs and coins of the sandbox, and their rules. */
import { Decimal } from 'decimal.js';

import { Exact } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';

/** A pair and its rules. */
export interface Pair {
	symbol: string;
	id: number;
	base: string;
	quote: string;
	/** BitMart's quote_increment: the step of the SIZE. */
	sizeStep: string;
	minSize: string;
	maxSize: string;
	/** Decimals of the price. */
	priceDigits: number;
	minBuy: string;
	minSell: string;
	trading: boolean;
	/** The price path, in price steps: a middle and triangle waves around it. */
	middle: number;
	waves: Array<{ height: number; perWeek: number; shift: number }>;
	/** Coins traded per minute. */
	pace: string;
}

const rules = { maxSize: '100000000', minBuy: '5', minSell: '5', trading: true };
const wave = (height: number, perWeek: number, shift: number) => ({ height, perWeek, shift });

/** The pairs of the sandbox. */
export const pairs: Pair[] = [
	{
		...rules,
		symbol: 'BTC_USDT',
		id: 53,
		base: 'BTC',
		quote: 'USDT',
		sizeStep: '0.00001',
		minSize: '0.00001',
		priceDigits: 2,
		// Between 60100 and 63900.
		middle: 6200000,
		waves: [wave(100000, 25, 0), wave(60000, 200, 700000), wave(30000, 1440, 90000)],
		pace: '0.75',
	},
	{
		...rules,
		symbol: 'ETH_USDT',
		id: 54,
		base: 'ETH',
		quote: 'USDT',
		sizeStep: '0.0001',
		minSize: '0.0001',
		priceDigits: 2,
		// Between 2905 and 3195.
		middle: 305000,
		waves: [wave(8000, 27, 5000000), wave(4500, 160, 0), wave(2000, 1250, 40000)],
		pace: '12.5',
	},
	{
		...rules,
		symbol: 'SOL_USDT',
		id: 55,
		base: 'SOL',
		quote: 'USDT',
		sizeStep: '0.001',
		minSize: '0.001',
		priceDigits: 3,
		middle: 150000,
		waves: [wave(6000, 24, 9000000), wave(3000, 180, 0), wave(1000, 1200, 10000)],
		pace: '210',
	},
	{
		...rules,
		symbol: 'LTC_USDT',
		id: 56,
		base: 'LTC',
		quote: 'USDT',
		sizeStep: '0.0001',
		minSize: '0.0001',
		priceDigits: 2,
		middle: 9000,
		waves: [wave(300, 20, 1000000), wave(150, 150, 0), wave(60, 1350, 20000)],
		pace: '95',
	},
	{
		...rules,
		symbol: 'BMX_USDT',
		id: 57,
		base: 'BMX',
		quote: 'USDT',
		sizeStep: '0.01',
		minSize: '1',
		priceDigits: 5,
		middle: 35000,
		waves: [wave(1200, 30, 2000000), wave(700, 125, 0), wave(300, 1500, 0)],
		pace: '5200',
	},
	{
		...rules,
		symbol: 'NEW_USDT',
		id: 58,
		base: 'NEW',
		quote: 'USDT',
		sizeStep: '0.1',
		minSize: '1',
		priceDigits: 4,
		trading: false,
		middle: 10000,
		waves: [],
		pace: '0',
	},
];

/** The pairs with a margin account. */
export const MARGIN_PAIRS = ['BTC_USDT', 'ETH_USDT'];

/** The coins of the sandbox and their names. */
export const coins: Record<string, string> = {
	BTC: 'Bitcoin',
	ETH: 'Ethereum',
	SOL: 'Solana',
	LTC: 'Litecoin',
	BMX: 'BitMart Token',
	NEW: 'Newcoin',
	USDT: 'Tether USD',
};

/** The pair of a name, if there is one. */
export const pairOf = (symbol: unknown): Pair | undefined =>
	pairs.find((pair) => pair.symbol === symbol);

/** Decimals of a size. */
export const sizeDigits = (pair: Pair) => new Decimal(pair.sizeStep).decimalPlaces();

/** The pair of a name; throws what the spot side says to an unknown one. */
export function knownPair(symbol: unknown): Pair {
	const pair = pairOf(symbol);
	if (!pair) throw refusal(50001, { reason: `there is no pair "${String(symbol)}"` });
	return pair;
}

/** The pair of a name, if it trades; throws what the spot side says otherwise. */
export function tradingPair(symbol: unknown): Pair {
	const pair = knownPair(symbol);
	if (!pair.trading) throw refusal(50040, { reason: `${pair.symbol} does not trade yet` });
	return pair;
}

/** A size that fits the rules of its pair, or the refusal. */
export function checkedSize(pair: Pair, text: string): Decimal {
	const size = new Exact(text);
	if (size.isZero() || !size.mod(pair.sizeStep).isZero()) {
		throw refusal(50021, {
			message: 'Invalid size',
			reason: `the size ${text} is not a multiple of ${pair.sizeStep} above 0`,
		});
	}
	if (size.lt(pair.minSize)) {
		throw refusal(50006, { reason: `the size ${text} is below ${pair.minSize}` });
	}
	if (size.gt(pair.maxSize)) {
		throw refusal(50007, { reason: `the size ${text} is above ${pair.maxSize}` });
	}
	return size;
}
