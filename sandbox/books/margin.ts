/** Loans, repayments and transfers of isolated margin. */
import type { Decimal } from 'decimal.js';

import { DIGITS, Exact, roundedUp } from '../basics/amounts';
import { HOUR } from '../basics/time';

/** The interest of an hour. */
export const HOURLY = '0.00002291';

/** A loan; interest is charged for every hour that has begun. */
export interface Loan {
	borrowId: string;
	uid: string;
	symbol: string;
	currency: string;
	amount: string;
	/** What is left of it. */
	principal: string;
	/** Unpaid interest of the hours charged so far. */
	interest: string;
	/** All interest of the hours charged so far. */
	charged: string;
	hours: number;
	createTime: number;
}

/** A repayment. */
export interface Repayment {
	repayId: string;
	uid: string;
	symbol: string;
	currency: string;
	principal: string;
	interest: string;
	time: number;
}

/** Money moved between the spot wallet and the margin account of a pair. */
export interface MarginTransfer {
	transferId: string;
	uid: string;
	symbol: string;
	currency: string;
	amount: string;
	side: 'in' | 'out';
	time: number;
}

/** A loan that was paid back long ago, for the history. */
export type SeededLoan = Partial<Pick<Loan, 'symbol' | 'currency' | 'amount' | 'createTime'>>;

/** A repayment for the history. */
export type SeededRepayment = Partial<Omit<Repayment, 'uid' | 'repayId'>>;

/** Loans, repayments and transfers of isolated margin. */
export class MarginBooks {
	private readonly allLoans: Loan[] = [];
	private readonly allRepayments: Repayment[] = [];
	private readonly allTransfers: MarginTransfer[] = [];
	private count = 0;

	/** Starts over: no debt, no history. */
	reset(): void {
		this.allLoans.length = 0;
		this.allRepayments.length = 0;
		this.allTransfers.length = 0;
		this.count = 0;
	}

	/** Charges what is due until now; the outcome does not depend on how often somebody asks. */
	advance(now: number): void {
		for (const loan of this.allLoans) {
			const hours = Math.floor((now - loan.createTime) / HOUR) + 1;
			if (hours <= loan.hours) continue;
			const due = roundedUp(new Exact(loan.principal).times(HOURLY)).times(hours - loan.hours);
			loan.hours = hours;
			loan.interest = due.plus(loan.interest).toFixed(DIGITS);
			loan.charged = due.plus(loan.charged).toFixed(DIGITS);
		}
	}

	/** The loans of an account, oldest first; repaid ones too. */
	loans(uid: string): Loan[] {
		return this.allLoans.filter((loan) => loan.uid === uid);
	}

	/** The repayments of an account, oldest first. */
	repayments(uid: string): Repayment[] {
		return this.allRepayments.filter((repayment) => repayment.uid === uid);
	}

	/** The transfers of an account, oldest first. */
	transfers(uid: string): MarginTransfer[] {
		return this.allTransfers.filter((transfer) => transfer.uid === uid);
	}

	/** What an account owes in a currency of a pair. */
	debt(uid: string, symbol: string, currency: string) {
		const open = this.loans(uid).filter(
			(loan) => loan.symbol === symbol && loan.currency === currency,
		);
		const sum = (of: (loan: Loan) => string) =>
			open.reduce((total, loan) => total.plus(of(loan)), new Exact(0));
		return {
			principal: sum(({ principal }) => principal),
			interest: sum(({ interest }) => interest),
		};
	}

	/** The next id of a transfer, a loan or a repayment. */
	nextId(): number {
		return ++this.count;
	}

	/** Enters a transfer; the money is moved elsewhere. */
	enterTransfer(of: Omit<MarginTransfer, 'transferId'>): MarginTransfer {
		const transfer = { transferId: String(124533 + this.nextId()), ...of };
		this.allTransfers.push(transfer);
		return transfer;
	}

	/** Enters a loan; the first hour is charged at once. */
	borrow(of: { uid: string; symbol: string; currency: string; amount: string }, now: number): Loan {
		const loan: Loan = {
			...of,
			borrowId: `629a0000a4ed4cf09869c6a4${this.nextId().toString(16).padStart(8, '0')}`,
			principal: of.amount,
			interest: '0',
			charged: '0',
			hours: 0,
			createTime: now,
		};
		this.allLoans.push(loan);
		this.advance(now);
		return loan;
	}

	/** Pays loans back, the oldest first, of each the interest first. */
	repay(
		of: { uid: string; symbol: string; currency: string },
		amount: Decimal,
		now: number,
	): Repayment {
		let left = amount;
		let interest = new Exact(0);
		for (const loan of this.loans(of.uid)) {
			if (loan.symbol !== of.symbol || loan.currency !== of.currency) continue;
			const forInterest = Exact.min(left, loan.interest);
			loan.interest = new Exact(loan.interest).minus(forInterest).toFixed(DIGITS);
			left = left.minus(forInterest);
			interest = interest.plus(forInterest);
			const forPrincipal = Exact.min(left, loan.principal);
			loan.principal = new Exact(loan.principal).minus(forPrincipal).toFixed(DIGITS);
			left = left.minus(forPrincipal);
		}
		const repayment = {
			...of,
			repayId: String(118724 + this.nextId()),
			principal: amount.minus(interest).toFixed(DIGITS),
			interest: interest.toFixed(DIGITS),
			time: now,
		};
		this.allRepayments.push(repayment);
		return repayment;
	}

	/** Puts repaid loans into the history; no balance changes. */
	seedLoans(uid: string, rows: SeededLoan[], now: number): Loan[] {
		return rows.map((row) => {
			const { symbol = 'BTC_USDT', currency = 'USDT', amount = '100', createTime = now } = row;
			const loan = this.borrow({ uid, symbol, currency, amount }, createTime);
			Object.assign(loan, { principal: '0', interest: '0' });
			return loan;
		});
	}

	/** Puts repayments into the history; no balance changes. */
	seedRepayments(uid: string, rows: SeededRepayment[], now: number): Repayment[] {
		const seeded = rows.map((row) => ({
			symbol: 'BTC_USDT',
			currency: 'USDT',
			principal: '100',
			interest: '0.05',
			time: now,
			...row,
			uid,
			repayId: String(118724 + this.nextId()),
		}));
		this.allRepayments.push(...seeded);
		return seeded;
	}
}
