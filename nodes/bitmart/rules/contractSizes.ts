import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import {
	addDecimals,
	compareDecimals,
	mostMultiple,
	multiplyDecimals,
	signOf,
	subtractDecimals,
	withoutZeros,
} from '../../core/values/decimal';
import { sideNumber } from '../words';
import { shareOf } from './available';
import { sizeComplaint } from './complaints';
import type { Fitting } from './fitting';
import { ruleAt } from './fitting';
import type { FuturesAccount } from './futuresAccount';
import type { PriceNow } from './prices';

/**
 * What Size and Size In of a futures order are on the wire: whole contracts. They are computed from coins,
 * from the value of the position, or from a percentage of the wallet or of the position: rounded down,
 * never up, and never to nothing without a word.
 *
 * A contract is a number of coins, or of dollars where it is backed by the coin itself (BTCUSD and the
 * like). There its value in dollars is always the same, and its value in coins depends on the price.
 */

/** Whether Size is something else than contracts. */
const converts = ({ sizeIn }: Values) => sizeIn !== undefined && sizeIn !== 'contracts';

/** Whether an order is as it was asked for, and its contracts are still to be computed. */
export const isUncounted = (order: Values): boolean =>
	converts(order) && order.askedSize === undefined;

/** BitMart's symbols have no mark between the currencies. */
function currenciesOf(symbol: unknown): { base?: string; quote?: string } {
	const [, base, quote] = /^(.+?)(USDT|USDC|USD)$/.exec(String(symbol)) ?? [];
	return { base, quote };
}

/** The note of what was asked for, of an order whose contracts are computed. */
export function askedOf({ symbol, sizeIn, size }: Values): Values {
	const currency = currenciesOf(symbol)[sizeIn as 'base' | 'quote'];
	return { askedSize: size, askedIn: currency ?? sizeIn };
}

/**
 * A futures order as it goes over the wire, as far as that is known before anything was read; undefined
 * where its contracts are computed.
 */
export const outlineContractOrder = (order: Values): Values | undefined =>
	converts(order) ? undefined : order;

/** A contract as far as sizes depend on it. */
interface Contract {
	/** Coins per contract; of a coin-margined contract, dollars. */
	size: string;
	base: string;
	quote: string;
	coinMargined: boolean;
	/** What one can order, in contracts. */
	step: string;
}

function contractOf(fitting: Fitting, rules: IDataObject): Contract {
	const { symbol } = fitting;
	const size = ruleAt(rules, 'contract_size');
	if (!size) {
		return fitting.refuse(
			`Size cannot be converted: BitMart states no contract size for ${symbol}`,
			'Give Size in contracts, see Size In.',
		);
	}
	const known = currenciesOf(symbol);
	const base = String(rules.base_currency ?? known.base ?? 'coins');
	const quote = String(rules.quote_currency ?? known.quote ?? '');
	const coinMargined = quote === 'USD' && symbol.endsWith('USD');
	return { size, base, quote, coinMargined, step: stepOf(rules) };
}

/** Contracts are whole, whatever step is stated. */
function stepOf(rules: IDataObject): string {
	const step = withoutZeros(ruleAt(rules, 'vol_precision') ?? '1');
	return step.includes('.') ? '1' : step;
}

/** What contracts are computed from beside the rules of their symbol. */
export interface ContractSources {
	priceNow: PriceNow;
	account: FuturesAccount;
	/** How the order meets the book. */
	execution: 'limit' | 'market';
}

/** The price that a conversion uses, with the note that it did. */
interface At {
	price: string;
	notes: Values;
}

/** The limit of an order that has one. */
const limitOf = (fitting: Fitting): string | undefined =>
	fitting.amount('price') ?? fitting.amount('executionPrice');

/** What an order that waits is filled at, whatever the price is now. */
const waitsFor = (fitting: Fitting): string | undefined =>
	fitting.amount('triggerPrice') ?? fitting.amount('activationPrice');

/**
 * A limit order trades at its price, or better. One that waits trades at about the price that it waits
 * for, whatever the price is now.
 */
async function priceFor(fitting: Fitting, priceNow: PriceNow): Promise<At> {
	const own = limitOf(fitting);
	if (own !== undefined) return { price: own, notes: {} };
	const price = waitsFor(fitting) ?? (await priceNow(fitting.symbol));
	return { price, notes: { priceUsed: price } };
}

/**
 * The price that margin is counted at. A limit order may fill at a better one than its own, and for who
 * sells a better price is a higher one: it takes more margin. With a wallet in coins it is the buyer, as
 * a contract is worth more coins then.
 */
async function marginPrice(
	fitting: Fitting,
	side: unknown,
	coinMargined: boolean,
	priceNow: PriceNow,
): Promise<At & { betterTakesMore: boolean }> {
	const at = await priceFor(fitting, priceNow);
	const sells = [3, 4].includes(sideNumber(side));
	if (limitOf(fitting) === undefined || sells === coinMargined) {
		return { ...at, betterTakesMore: false };
	}
	const other = waitsFor(fitting) ?? (await priceNow(fitting.symbol));
	const isBetter = sells
		? compareDecimals(other, at.price) > 0
		: compareDecimals(other, at.price) < 0;
	return isBetter
		? { price: other, notes: { priceUsed: other }, betterTakesMore: true }
		: { ...at, betterTakesMore: false };
}

/** Contracts that were computed: how many, how they came about, and what the item says of it. */
interface Count {
	size: string;
	words: string;
	notes: Values;
}

/** Contracts of an amount of coins, or of the quote currency. */
async function countAmount(
	fitting: Fitting,
	order: Values,
	contract: Contract,
	priceNow: PriceNow,
): Promise<Count> {
	const { size: each, base, quote, coinMargined, step } = contract;
	const asked = String(order.size);
	const inQuote = order.sizeIn === 'quote';
	const words = `${asked} ${inQuote ? quote : base}`;
	// A contract is a number of one of the two: no price is needed in between.
	if (inQuote === coinMargined) return { size: mostMultiple(step, each, asked), words, notes: {} };
	const { price, notes } = await priceFor(fitting, priceNow);
	const size = inQuote
		? mostMultiple(step, multiplyDecimals(each, price), asked)
		: mostMultiple(step, each, multiplyDecimals(asked, price));
	return { size, words: `${words} at a price of ${price}`, notes };
}

/**
 * Room for what a market order pays beyond the last price, as a factor of the value: BitMart has to find
 * margin and fee at the price of the fill. Half a percent is more than the spread of any contract that
 * is traded; who wants more room asks for a smaller percentage.
 */
const MARKET_ROOM = '1.005';

/** BitMart rounds margin and fee up, each by less than one of its smallest unit. */
const DUST = '0.00000002';

/**
 * Contracts whose margin is a percentage of the wallet: at the leverage of the order, which BitMart wants
 * to be that of the position where there is one. Margin and taker fee together must be there too: a limit
 * order may fill at once.
 */
async function countWallet(
	fitting: Fitting,
	order: Values,
	contract: Contract,
	{ priceNow, account, execution }: ContractSources,
): Promise<Count> {
	const { symbol } = fitting;
	const { size: each, base, quote, coinMargined, step } = contract;
	const currency = coinMargined ? base : quote;
	const available = await account.available(currency);
	if (signOf(available) === 0) {
		fitting.refuse(
			`No ${currency} is available in the futures wallet, so there is nothing that Size could be a percentage of`,
		);
	}
	const { price, notes, betterTakesMore } = await marginPrice(
		fitting,
		order.side,
		coinMargined,
		priceNow,
	);
	const leverage = String(order.leverage);
	const fee = await account.takerFee(symbol);
	// Margin is value / leverage; both sides are multiplied by the leverage, and by the price where a
	// contract is worth dollars / price, so that nothing has to be divided.
	const value = coinMargined ? each : multiplyDecimals(each, price);
	const times = coinMargined ? multiplyDecimals(leverage, price) : leverage;
	const margin = multiplyDecimals(shareOf(available, String(order.size)), times);
	const room = execution === 'market' || betterTakesMore ? MARKET_ROOM : '1';
	const withFee = addDecimals(multiplyDecimals(fee, leverage), '1');
	const cost = multiplyDecimals(multiplyDecimals(value, withFee), room);
	const payable = multiplyDecimals(subtractDecimals(available, DUST), times);
	const wanted = mostMultiple(step, value, margin);
	const most = signOf(payable) > 0 ? mostMultiple(step, cost, payable) : '0';
	return {
		size: compareDecimals(most, wanted) < 0 ? most : wanted,
		words: `${String(order.size)} % of the available ${withoutZeros(available)} ${currency} at a leverage of ${leverage} and a price of ${price}`,
		notes: { ...notes, percentOf: available },
	};
}

/** Contracts that are a percentage of those that can be closed. */
async function countPosition(
	fitting: Fitting,
	order: Values,
	step: string,
	account: FuturesAccount,
): Promise<Count> {
	const { symbol } = fitting;
	const { direction, held, closable } = await account.closable(symbol, order.side);
	if (signOf(held) === 0) {
		fitting.refuse(
			`There is no ${direction} position in ${symbol}, so there is nothing that Size could be a percentage of`,
		);
	}
	if (signOf(closable) <= 0) {
		fitting.refuse(
			`All ${withoutZeros(held)} contracts of the ${direction} position in ${symbol} are being closed by open orders already`,
			'Cancel those orders first, or wait for them.',
		);
	}
	const percent = String(order.size);
	const size = mostMultiple(step, '1', shareOf(closable, percent));
	const words = `${percent} % of the ${withoutZeros(closable)} contracts of the ${direction} position that can be closed`;
	return { size, words, notes: { percentOf: closable } };
}

/**
 * Brings Size to contracts, and notes in the order what was asked for.
 * @param order as it was given
 * @param rules of the contract; none where they could not be read
 * @returns how the contracts came about, in words, where they were computed
 */
export async function toContracts(
	fitting: Fitting,
	order: Values,
	rules: IDataObject,
	sources: ContractSources,
): Promise<string | undefined> {
	const complaint = sizeComplaint(order);
	if (complaint) fitting.refuse(complaint);
	if (!converts(order)) return undefined;
	const isShare = order.sizeIn === 'positionPercent';
	const contract = isShare ? undefined : contractOf(fitting, rules);
	const step = contract?.step ?? stepOf(rules);
	const count = !contract
		? await countPosition(fitting, order, step, sources.account)
		: order.sizeIn === 'walletPercent'
			? await countWallet(fitting, order, contract, sources)
			: await countAmount(fitting, order, contract, sources.priceNow);
	const { size, words, notes } = count;
	if (signOf(size) === 0) fitting.refuse(tooLittle(fitting.symbol, words, step, contract));
	fitting.change({ ...askedOf(order), ...notes, size });
	return words;
}

function tooLittle(symbol: string, words: string, step: string, contract?: Contract): string {
	const least = step === '1' ? 'one contract' : `${step} contracts`;
	if (!contract) return `${words} is less than ${least}`;
	const each = `${withoutZeros(contract.size)} ${contract.coinMargined ? contract.quote : contract.base}`;
	const what = step === '1' ? `which is ${each}` : `of ${each} each`;
	return `Size ${words} is less than ${least} of ${symbol}, ${what}`;
}
