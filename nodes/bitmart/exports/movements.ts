import { plainDecimal, signOf, subtractDecimals } from '../../core/values/decimal';
import type { Row } from './row';

/** What a row of the table has moved, as programs for tax returns look at it. */

/** How much of what; above zero. */
export interface Money {
	amount: string;
	currency: string;
}

/**
 * - `profit` and `loss`: results of futures positions; `funding`: what was paid for holding one
 * - `fee` and `refund`: of futures trades, which are no trades of coins
 */
export type MovementKind =
	| 'trade'
	| 'deposit'
	| 'withdrawal'
	| 'profit'
	| 'loss'
	| 'funding'
	| 'fee'
	| 'refund'
	| 'loan'
	| 'repayment'
	| 'interest'
	| 'reward';

/** Money that came, went, or both. */
export interface Movement {
	kind: MovementKind;
	sent?: Money;
	received?: Money;
	/** Beside what was sent and received, not in it. */
	fee?: Money;
}

/** Why a row is in no file for tax returns; completes "Left out (3): …". */
export type Left = { left: string };

const OWN_WALLETS: Left = {
	left: 'transfers between your own wallets, which are no taxable events',
};

const isAbove = (amount: string): boolean => signOf(plainDecimal(amount) ?? '0') > 0;
const isBelow = (amount: string): boolean => signOf(plainDecimal(amount) ?? '0') < 0;

const money = (amount: string, currency: string): Money => ({
	amount: plainDecimal(amount) ?? amount,
	currency,
});
const positive = (amount: string): string => subtractDecimals('0', plainDecimal(amount) ?? '0');

/** A fee below zero is money that came. */
function tradeOf(row: Row): Movement[] {
	const [base = '', quote = ''] = row.symbol.split('_');
	const coins = money(row.size, base);
	const value = money(row.amount, quote);
	const [sent, received] = row.side === 'buy' ? [value, coins] : [coins, value];
	const fee = money(row.fee, row.feeCurrency);
	return [
		{ kind: 'trade', sent, received, ...(isAbove(row.fee) && { fee }) },
		...(isBelow(row.fee)
			? [{ kind: 'refund' as const, received: money(positive(row.fee), row.feeCurrency) }]
			: []),
	];
}

/** An entry of the futures funds flow, by its sign. */
function flowOf({ type, amount, currency }: Row): Movement[] | Left {
	const kinds: Record<string, [came: MovementKind, went: MovementKind]> = {
		realizedPnl: ['profit', 'loss'],
		liquidation: ['profit', 'loss'],
		fundingFee: ['profit', 'funding'],
		commissionFee: ['refund', 'fee'],
	};
	if (type === 'transfer') return OWN_WALLETS;
	const [came, went] = kinds[type] ?? [];
	if (!came || !went) return { left: `transactions of a kind that is not known ("${type}")` };
	if (isAbove(amount)) return [{ kind: came, received: money(amount, currency) }];
	if (isBelow(amount)) return [{ kind: went, sent: money(positive(amount), currency) }];
	return { left: 'transactions of zero' };
}

function paidOut(row: Row): Movement {
	const { amount, currency, fee, feeCurrency } = row;
	return {
		kind: 'withdrawal',
		sent: money(positive(amount), currency),
		...(isAbove(fee) && { fee: money(fee, feeCurrency) }),
	};
}

function repaid({ amount, currency, fee }: Row): Movement[] {
	const principal = positive(amount);
	return [
		...(isAbove(principal)
			? [{ kind: 'repayment' as const, sent: money(principal, currency) }]
			: []),
		...(isAbove(fee) ? [{ kind: 'interest' as const, sent: money(fee, currency) }] : []),
	];
}

/** What a row has moved, or why nothing of it belongs into a file for tax returns. */
export function movementsOf(row: Row): Movement[] | Left {
	const { source, type, amount, currency, status } = row;
	const amounts = type === 'trade' ? [amount, row.size] : [amount];
	if (amounts.some((one) => plainDecimal(one) === undefined)) {
		return { left: 'records whose amount cannot be read' };
	}
	if (source === 'transactions') return flowOf(row);
	if (type === 'trade') return tradeOf(row);
	if (type === 'loan') return [{ kind: 'loan', received: money(amount, currency) }];
	if (type === 'repayment') return repaid(row);
	if (type === 'rebate') {
		return isAbove(amount)
			? [{ kind: 'reward', received: money(amount, currency) }]
			: { left: 'rebates of zero' };
	}
	if (status !== 'done') return { left: `${type}s that are not done` };
	return type === 'deposit'
		? [{ kind: 'deposit', received: money(amount, currency) }]
		: [paidOut(row)];
}

/** The sources whose rows are movements of money; orders, futures fills and own transfers are none. */
export const TAXED_SOURCES: readonly string[] = [
	'trades',
	'marginLoans',
	'transactions',
	'deposits',
	'withdrawals',
	'brokerRebates',
	'affiliateRebates',
];
