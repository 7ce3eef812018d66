import { toFuturesSymbol } from '../fields/futures';
import { toSpotSymbol } from '../fields/spot';
import { quoted, refusal } from './reasons';

/**
 * Symbols as TradingView writes them: `BITMART:BTCUSDT` is a spot pair, whose currencies nothing tells
 * apart, and `BITMART:BTCUSDT.P` a perpetual contract.
 */

const EXCHANGE = 'BITMART';

/** How TradingView ends the name of a perpetual contract. */
const PERPETUAL = /\.P$/;

/** Names of exchanges, as they stand before the colon. */
const NAME = /^[A-Z][A-Z0-9_]{1,19}$/;

/** Candidates that a sentence names. */
const MOST_NAMED = 5;

function notASymbol(text: string, key: string, example: string) {
	return refusal(
		'unknownSymbol',
		`"${key}" of the alert is ${quoted(text)}, and must be ${example}`,
	);
}

/** The symbol in capitals, without the name of the exchange before it. */
function withoutExchange(text: string, key: string, example: string): string {
	const symbol = text.trim().toUpperCase();
	const colon = symbol.indexOf(':');
	const exchange = symbol.slice(0, Math.max(colon, 0)).trim();
	if (colon < 0 || exchange === EXCHANGE) return symbol.slice(colon + 1).trim();
	if (!NAME.test(exchange)) throw notASymbol(text, key, example);
	throw refusal(
		'unknownSymbol',
		`The alert is for ${exchange}, and this node trades on BitMart only`,
		`"${key}" of the alert is ${quoted(text)}. Use a chart of BitMart, whose prices the order will meet, or a symbol without the name of an exchange.`,
	);
}

/**
 * The contract of an alert, as BitMart writes it. Whether it is traded is left to the rules of orders.
 * @param key the key of the alert that it stands under
 * @throws Complaint where it is no contract of BitMart's
 */
export function readFuturesSymbol(text: string, key = 'symbol'): string {
	const example = 'a contract such as BTCUSDT or BITMART:BTCUSDT.P';
	const contract = withoutExchange(text, key, example).replace(PERPETUAL, '');
	const symbol = toFuturesSymbol(contract);
	if (symbol === undefined) throw notASymbol(text, key, example);
	return symbol;
}

const withoutUnderscore = (pair: string): string => pair.replaceAll('_', '');

/**
 * The pair of an alert, as BitMart writes it. `BTCUSDT` may be any pair that reads so without its
 * underscore; where there are two, the alert must say which.
 * @param pairs all that are traded
 * @param key the key of the alert that it stands under
 * @throws Complaint where there is no such pair, or more than one
 */
export function resolveSpotSymbol(text: string, pairs: Iterable<string>, key = 'symbol'): string {
	const example = 'a trading pair such as BTC_USDT or BITMART:BTCUSDT';
	const symbol = withoutExchange(text, key, example);
	if (PERPETUAL.test(symbol)) {
		throw refusal(
			'unknownSymbol',
			`"${key}" of the alert is ${quoted(text)}, a perpetual contract, and this node trades spot`,
			'Use the BitMart Futures node, or a chart of the spot pair.',
		);
	}
	const exact = toSpotSymbol(symbol);
	if (exact === undefined && !/^[A-Z0-9$.]+$/.test(symbol)) throw notASymbol(text, key, example);
	const candidates = new Set<string>();
	for (const pair of pairs) {
		if (exact === undefined ? withoutUnderscore(pair) === symbol : pair === exact) {
			candidates.add(pair);
		}
	}
	const [only, ...others] = candidates;
	if (only === undefined) {
		throw refusal(
			'unknownSymbol',
			`"${key}" of the alert is ${quoted(text)}, which is not traded on BitMart's spot market`,
		);
	}
	if (others.length > 0) {
		const named = [...candidates].sort().slice(0, MOST_NAMED).join(', ');
		throw refusal(
			'unknownSymbol',
			`"${key}" of the alert is ${quoted(text)}, which may be any of: ${named}`,
			'Write the pair with an underscore.',
		);
	}
	return only;
}
