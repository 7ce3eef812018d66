/** Histories for tests of paging. */
import type { SeededAlgoOrder } from './algo';
import type { SeededFunding } from './funding';
import type { SeededTransaction } from './futures/money';
import type { SeededFuturesOrder } from './futures/orders';
import type { SeededFuturesTrade } from './futures/trades';
import type { SeededLoan, SeededRepayment } from './margin';
import type { SeededAffiliateRebate, SeededBrokerRebate } from './rebates';
import type { SeededSpotOrder, SeededSpotTrade } from './spot/orders';
import type { State } from './state';
import type { ContractTransfer, SubTransfer } from './transfers';

/** A transfer between the wallets of one account, for the history. */
export type SeededTransfer = Partial<Omit<ContractTransfer, 'uid' | 'transferId'>>;
/** A transfer between two accounts, for the history. */
export type SeededSubTransfer = Partial<SubTransfer>;

/**
 * Fills the histories of an account, so that a test has enough rows to page through. Every row is a
 * closed matter of the past: nothing moves, no balance changes. What a row leaves out gets a usual
 * value, its time is the present. Returns the rows as they stand in the books.
 */
export const seeder = (
	{ books, algos, margin, funding, transfers, futures, rebates }: State,
	now: () => number,
) => ({
	/** Closed spot and margin orders (`orderMode`). */
	spotOrders: (uid: string, rows: SeededSpotOrder[]) => books.seedOrders(uid, rows, now()),
	/** Fills of the spot and margin side. */
	spotTrades: (uid: string, rows: SeededSpotTrade[]) => books.seedTrades(uid, rows, now()),
	/** Finished trigger and take-profit/stop-loss orders of the spot side. */
	algoOrders: (uid: string, rows: SeededAlgoOrder[]) => algos.seed(uid, rows, now()),
	/** Deposits; `applyTime` in milliseconds. */
	deposits: (uid: string, rows: SeededFunding[]) => funding.seed(uid, 'deposit', rows, now()),
	/** Withdrawals; `applyTime` in milliseconds. */
	withdrawals: (uid: string, rows: SeededFunding[]) => funding.seed(uid, 'withdraw', rows, now()),
	/** Loans of isolated margin that were paid back. */
	loans: (uid: string, rows: SeededLoan[]) => margin.seedLoans(uid, rows, now()),
	/** Repayments of isolated margin. */
	repayments: (uid: string, rows: SeededRepayment[]) => margin.seedRepayments(uid, rows, now()),
	/** Transfers between the spot and the futures wallet. */
	transfers: (uid: string, rows: SeededTransfer[]) =>
		rows.map((row) =>
			transfers.enterContract({
				currency: 'USDT',
				amount: '10',
				type: 'spot_to_contract',
				state: 'FINISHED',
				timestamp: now(),
				...row,
				uid,
			}),
		),
	/** Transfers that an account has made to another; `host` says between which wallets. */
	subTransfers: (fromUid: string, toUid: string, rows: SeededSubTransfer[]) =>
		rows.map((row) => {
			const entered: SubTransfer = {
				host: 'spot',
				currency: 'USDT',
				amount: '10',
				time: now(),
				...row,
				fromUid,
				toUid,
			};
			transfers.enterSub(entered);
			return entered;
		}),
	/** Finished futures orders; filled unless `dealSize` says otherwise. */
	futuresOrders: (uid: string, rows: SeededFuturesOrder[]) => futures.seedOrders(uid, rows, now()),
	/** Fills of the futures side. */
	futuresTrades: (uid: string, rows: SeededFuturesTrade[]) => futures.seedTrades(uid, rows, now()),
	/** Entries of the futures funds flow. */
	transactions: (uid: string, rows: SeededTransaction[]) =>
		futures.seedTransactions(uid, rows, now()),
	/** Rebates of an API broker; answers sum them up by day and currency. */
	brokerRebates: (uid: string, rows: SeededBrokerRebate[]) => rebates.seedBroker(uid, rows, now()),
	/** Commissions of an affiliate; answers sum them up by invited user. */
	affiliateRebates: (uid: string, rows: SeededAffiliateRebate[]) =>
		rebates.seedAffiliate(uid, rows, now()),
});

/** What `sandbox.seed` offers. */
export type Seed = ReturnType<typeof seeder>;
