/** The money of the futures side: wallets and the funds flow. */
import type { Decimal } from 'decimal.js';

import { Exact, plain } from '../../basics/amounts';
import type { SandboxAccount } from '../accounts';
import { contractOf, currencyOf, lastAt } from '../market/contracts';
import type { Orders } from './orders';
import { marginOf, resultOf, type Positions } from './positions';

/** An entry of the funds flow. */
export interface Transaction {
	tranId: string;
	uid: string;
	/** Empty for transfers. */
	symbol: string;
	flowType: 1 | 2 | 3 | 4 | 5;
	amount: string;
	asset: string;
	time: number;
}

/** An entry of the funds flow. */
export type SeededTransaction = Partial<Omit<Transaction, 'uid'>>;

/** The names of the flow types. */
export const FLOW_NAMES = {
	1: 'Transfer',
	2: 'Realized PNL',
	3: 'Funding Fee',
	4: 'Commission Fee',
	5: 'Liquidation Clearance',
} as const;

const sum = (amounts: Array<Decimal | string>): Decimal =>
	amounts.reduce<Decimal>((total, amount) => total.plus(amount), new Exact(0));

/** Wallets, and every change of them. What is bound follows from the orders and the positions. */
export class Money {
	private readonly cash = new Map<string, Map<string, Decimal>>();
	private flows: Transaction[] = [];
	private count = 0;

	constructor(
		private readonly orders: Orders,
		private readonly positions: Positions,
	) {}

	/** Starts over: the balances of the accounts, nothing else. */
	reset(accounts: SandboxAccount[]): void {
		this.cash.clear();
		this.flows = [];
		this.count = 0;
		for (const { uid, futuresBalances } of accounts) {
			if (!futuresBalances || this.cash.has(uid)) continue;
			const amounts = Object.entries(futuresBalances);
			this.cash.set(uid, new Map(amounts.map(([coin, amount]) => [coin, new Exact(amount)])));
		}
	}

	/** The funds flow of an account, oldest first. */
	transactions(uid: string): Transaction[] {
		return this.flows.filter((flow) => flow.uid === uid);
	}

	/** The money of an account, by currency. */
	assets(uid: string, now: number) {
		const coins = new Set(['USDT', ...(this.cash.get(uid)?.keys() ?? [])]);
		return [...coins].map((currency) => {
			const { total, positions, deposit, frozen } = this.bound(uid, currency);
			const unrealized = sum(
				positions.map((entry) => resultOf(entry, lastAt(contractOf(entry.symbol), now))),
			);
			return {
				currency,
				deposit,
				frozen,
				available: total.minus(deposit).minus(frozen),
				equity: total.plus(unrealized),
				unrealized,
			};
		});
	}

	/** What is free for new orders and transfers; gains that are not realized do not count. */
	available(uid: string, currency: string): Decimal {
		const { total, deposit, frozen } = this.bound(uid, currency);
		return total.minus(deposit).minus(frozen);
	}

	/** What a wallet holds, and what positions and orders bind of it. */
	private bound(uid: string, currency: string) {
		const inCoin = (symbol: string) => currencyOf(contractOf(symbol)) === currency;
		const positions = this.positions.of(uid).filter(({ symbol }) => inCoin(symbol));
		const orders = this.orders.of(uid).filter(({ symbol, state }) => state === 2 && inCoin(symbol));
		return {
			total: this.cash.get(uid)?.get(currency) ?? new Exact(0),
			positions,
			deposit: sum(positions.map(marginOf)),
			frozen: sum(orders.map(({ frozen }) => frozen)),
		};
	}

	/** Changes the wallet and writes it down. */
	book(entry: Omit<Transaction, 'tranId' | 'amount'>, amount: Decimal): void {
		if (amount.isZero()) return;
		const { uid, symbol, flowType, asset, time } = entry;
		let wallet = this.cash.get(uid);
		if (!wallet) this.cash.set(uid, (wallet = new Map()));
		wallet.set(asset, amount.plus(wallet.get(asset) ?? 0));
		const tranId = this.nextId();
		this.flows.push({ tranId, uid, symbol, flowType, amount: plain(amount), asset, time });
	}

	private nextId(): string {
		return String(9689322391 + ++this.count);
	}

	/** Puts entries into the funds flow; no balance changes. */
	seed(uid: string, rows: SeededTransaction[], now: number): Transaction[] {
		const seeded = rows.map(
			(row): Transaction => ({
				tranId: this.nextId(),
				symbol: 'BTCUSDT',
				flowType: 4,
				amount: '-0.366',
				asset: 'USDT',
				time: now,
				...row,
				uid,
			}),
		);
		this.flows.push(...seeded);
		return seeded;
	}
}
