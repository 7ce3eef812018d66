/** The calls of isolated margin: accounts, loans, repayments, transfers and orders. */
import type { Decimal } from 'decimal.js';

import { decimalsOf, DIGITS, Exact } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import { HOURLY } from '../books/margin';
import { knownPair, MARGIN_PAIRS, pairOf, type Pair } from '../books/market/pairs';
import { priceAt } from '../books/market/prices';
import { marginWallet } from '../books/spot/wallets';
import { userOf, type Call, type Handlers } from './call';
import { newest } from './lists';

const DAILY = '0.00055000';
/** With five times the own money in the account, four fifths may be borrowed. */
const LEVERAGE = 5;

/** The smallest and the largest loan, by currency. */
const limits: Record<string, { least: string; most: string }> = {
	BTC: { least: '0.0001', most: '10' },
	ETH: { least: '0.01', most: '100' },
	USDT: { least: '1', most: '200000' },
};

/** The pair of a name, if it has a margin account. */
function marginPair(symbol: unknown): Pair {
	const pair = knownPair(symbol);
	if (MARGIN_PAIRS.includes(pair.symbol)) return pair;
	throw refusal(51001, { reason: `${pair.symbol} has no margin account` });
}

/** Pair, currency and amount of a borrow, repay or transfer call. */
function asked(call: Call) {
	const { values } = call;
	const pair = marginPair(values.symbol);
	const currency = String(values.currency);
	if (currency !== pair.base && currency !== pair.quote) {
		throw refusal(51000, { reason: `${currency} is no currency of ${pair.symbol}` });
	}
	const amount = new Exact(String(values.amount));
	if (amount.isZero() || decimalsOf(String(values.amount)) > DIGITS) {
		throw refusal(50021, {
			message: 'Invalid amount',
			reason: `the amount must be above 0 with at most ${DIGITS} decimals`,
		});
	}
	const { uid } = userOf(call);
	return { uid, symbol: pair.symbol, currency, amount, wallet: marginWallet(uid, pair.symbol) };
}

const priceOf = (pair: Pair, currency: string, now: number) =>
	currency === pair.base ? priceAt(pair, now) : new Exact(1);

/** Both halves of a margin account, valued in the quote currency. */
function accountOf(call: Call, pair: Pair) {
	const { state, now } = call;
	const { uid } = userOf(call);
	const balances = state.books.balances(marginWallet(uid, pair.symbol));
	const half = (currency: string) => {
		const { available = '0', frozen = '0' } = balances[currency] ?? {};
		const { principal, interest } = state.margin.debt(uid, pair.symbol, currency);
		const total = new Exact(available).plus(frozen);
		const borrowed = state.margin
			.loans(uid)
			.filter((loan) => loan.symbol === pair.symbol && loan.currency === currency)
			.filter((loan) => !new Exact(loan.principal).isZero())
			.reduce((sum, { amount }) => sum.plus(amount), new Exact(0));
		const price = priceOf(pair, currency, now);
		return { currency, available, frozen, borrowed, principal, interest, total, price };
	};
	const base = half(pair.base);
	const quote = half(pair.quote);
	const value = (of: typeof base, amount: Decimal) => amount.times(of.price);
	const assets = value(base, base.total).plus(value(quote, quote.total));
	const debts = value(base, base.principal.plus(base.interest)).plus(
		value(quote, quote.principal.plus(quote.interest)),
	);
	return { base, quote, assets, debts };
}

/** What may still be borrowed: four times the own money in the account, and not beyond the limit. */
function borrowable(call: Call, pair: Pair, currency: string): Decimal {
	const { assets, debts, base, quote } = accountOf(call, pair);
	const half = currency === pair.base ? base : quote;
	const room = assets
		.minus(debts)
		.times(LEVERAGE - 1)
		.minus(debts)
		.div(half.price);
	const limit = new Exact(limits[currency]?.most ?? 0).minus(half.principal);
	return Exact.max(0, Exact.min(room, limit)).toDecimalPlaces(DIGITS, Exact.ROUND_DOWN);
}

/** The pairs of a comma separated list; all of them without one. */
const pairsOf = (symbols: unknown): Pair[] =>
	(symbols === undefined ? MARGIN_PAIRS : String(symbols).split(',')).map(marginPair);

/** Records of one pair, newest first. */
function recorded<Row extends { symbol: string }>(
	{ values }: Call,
	rows: Row[],
	timeOf: (row: Row) => number,
): Row[] {
	const { symbol } = marginPair(values.symbol);
	const from = values.start_time as number | undefined;
	const to = values.end_time as number | undefined;
	if (from !== undefined && to !== undefined && to < from) throw refusal(52004);
	return newest(
		rows.filter((row) => row.symbol === symbol),
		timeOf,
		{ from, to, limit: Number(values.N ?? 50) },
	);
}

/** Isolated margin: accounts, loans, repayments, transfers and orders. */
export const marginHandlers: Handlers = {
	'POST /spot/v1/margin/submit_order': (call) => ({
		order_id: call.state.books.place(
			userOf(call),
			{ ...call.values, orderMode: 'iso_margin' } as never,
			call.now,
		).orderId,
	}),
	'POST /spot/v1/margin/isolated/transfer': (call) => {
		const { uid, symbol, currency, amount, wallet } = asked(call);
		const { books, margin } = call.state;
		const side = call.values.side as 'in' | 'out';
		const [from, to] = side === 'in' ? [uid, wallet] : [wallet, uid];
		const available = books.balances(from)[currency]?.available ?? '0';
		if (amount.gt(available)) {
			throw refusal(50020, { reason: `the paying account has ${available} ${currency}` });
		}
		books.credit(from, currency, amount.negated().toFixed());
		books.credit(to, currency, amount.toFixed());
		const moved = { uid, symbol, currency, amount: amount.toFixed(), side, time: call.now };
		return { transfer_id: margin.enterTransfer(moved).transferId };
	},
	'POST /spot/v1/margin/isolated/borrow': (call) => {
		const { uid, symbol, currency, amount, wallet } = asked(call);
		const least = limits[currency]?.least ?? '0';
		if (amount.lt(least)) throw refusal(51005, { reason: `the smallest loan is ${least}` });
		const most = borrowable(call, marginPair(symbol), currency);
		if (amount.gt(most)) throw refusal(51004, { reason: `at most ${most.toFixed()} ${currency}` });
		const loan = call.state.margin.borrow(
			{ uid, symbol, currency, amount: amount.toFixed(DIGITS) },
			call.now,
		);
		call.state.books.credit(wallet, currency, amount.toFixed());
		return { borrow_id: loan.borrowId };
	},
	'POST /spot/v1/margin/isolated/repay': (call) => {
		const { uid, symbol, currency, amount, wallet } = asked(call);
		const { principal, interest } = call.state.margin.debt(uid, symbol, currency);
		const debt = principal.plus(interest);
		if (debt.isZero()) throw refusal(51024, { reason: `no loan in ${currency} of ${symbol}` });
		if (amount.gt(debt)) throw refusal(51006, { reason: `the debt is ${debt.toFixed()}` });
		const available = call.state.books.balances(wallet)[currency]?.available ?? '0';
		if (amount.gt(available)) {
			throw refusal(50020, { reason: `the margin account has ${available} ${currency}` });
		}
		call.state.books.credit(wallet, currency, amount.negated().toFixed());
		return {
			repay_id: call.state.margin.repay({ uid, symbol, currency }, amount, call.now).repayId,
		};
	},
	'GET /spot/v1/margin/isolated/borrow_record': (call) => {
		const { borrow_id: id } = call.values;
		const rows = call.state.margin
			.loans(userOf(call).uid)
			.filter(({ borrowId }) => id === undefined || borrowId === id);
		return {
			records: recorded(call, rows, ({ createTime }) => createTime).map((loan) => ({
				borrow_id: loan.borrowId,
				symbol: loan.symbol,
				currency: loan.currency,
				borrow_amount: new Exact(loan.amount).toFixed(DIGITS),
				daily_interest: DAILY,
				hourly_interest: HOURLY,
				interest_amount: new Exact(loan.charged).toFixed(DIGITS),
				create_time: Math.floor(loan.createTime / 1000),
			})),
		};
	},
	'GET /spot/v1/margin/isolated/repay_record': (call) => {
		const { repay_id: id, currency } = call.values;
		const rows = call.state.margin
			.repayments(userOf(call).uid)
			.filter(({ repayId }) => id === undefined || repayId === id)
			.filter((row) => currency === undefined || row.currency === currency);
		return {
			records: recorded(call, rows, ({ time }) => time).map((row) => ({
				repay_id: row.repayId,
				repay_time: Math.floor(row.time / 1000),
				symbol: row.symbol,
				currency: row.currency,
				repaid_amount: new Exact(row.principal).plus(row.interest).toFixed(),
				repaid_principal: new Exact(row.principal).toFixed(),
				repaid_interest: new Exact(row.interest).toFixed(),
			})),
		};
	},
	'GET /spot/v1/margin/isolated/account': (call) => ({
		symbols: pairsOf(call.values.symbol).map((pair) => {
			const { base, quote, assets, debts } = accountOf(call, pair);
			const rate = debts.isZero() ? new Exact(999) : assets.div(debts);
			const bitcoin = priceAt(pairOf('BTC_USDT') ?? pair, call.now);
			const half = ({ currency, ...of }: typeof base) => {
				const net = of.total.minus(of.principal).minus(of.interest);
				return {
					currency,
					borrow_enabled: true,
					borrowed: of.borrowed.toFixed(DIGITS),
					borrow_unpaid: of.principal.toFixed(DIGITS),
					interest_unpaid: of.interest.toFixed(DIGITS),
					available: new Exact(of.available).toFixed(DIGITS),
					frozen: new Exact(of.frozen).toFixed(DIGITS),
					net_asset: net.toFixed(DIGITS),
					net_assetBTC: net.times(of.price).div(bitcoin).toFixed(DIGITS),
					total_asset: of.total.toFixed(DIGITS),
				};
			};
			return {
				symbol: pair.symbol,
				risk_rate: rate.toFixed(2),
				risk_level: rate.gt(2) ? '1' : rate.gt(1.5) ? '2' : '3',
				buy_enabled: true,
				sell_enabled: true,
				liquidate_price: '0.00',
				liquidate_rate: '1.1',
				base: half(base),
				quote: half(quote),
			};
		}),
	}),
	'GET /spot/v1/margin/isolated/pairs': (call) => ({
		symbols: pairsOf(call.values.symbol).map((pair) => {
			const half = (currency: string) => ({
				currency,
				daily_interest: DAILY,
				hourly_interest: HOURLY,
				max_borrow_amount: new Exact(limits[currency]?.most ?? 0).toFixed(DIGITS),
				min_borrow_amount: new Exact(limits[currency]?.least ?? 0).toFixed(DIGITS),
				borrowable_amount: borrowable(call, pair, currency).toFixed(DIGITS),
			});
			return {
				symbol: pair.symbol,
				max_leverage: String(LEVERAGE),
				symbol_enabled: true,
				base: half(pair.base),
				quote: half(pair.quote),
			};
		}),
	}),
};
