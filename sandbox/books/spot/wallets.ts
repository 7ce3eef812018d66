/** The money of the spot side: spot wallets and margin accounts. */
import type { Decimal } from 'decimal.js';

import { DIGITS, Exact } from '../../basics/amounts';
import type { SandboxAccount } from '../accounts';

/** The name under which `SpotBooks` keeps the margin account of a user in a pair. */
export const marginWallet = (uid: string, symbol: string): string => `${uid}/${symbol}`;

/** What a user owns of a coin. */
export interface SpotBalance {
	available: string;
	frozen: string;
}

/** What everybody owns, by wallet and coin. */
export class Wallets {
	private readonly all = new Map<string, Map<string, { available: Decimal; frozen: Decimal }>>();

	/** Starts over: the balances of the accounts. */
	reset(accounts: SandboxAccount[]): void {
		this.all.clear();
		for (const { uid, balances } of accounts) {
			if (!balances || this.all.has(uid)) continue;
			for (const [coin, amount] of Object.entries(balances)) {
				this.entry(uid, coin).available = new Exact(amount);
			}
		}
	}

	/** What a wallet holds, by coin, with eight decimals; coins it never had are missing. */
	balances(owner: string): Record<string, SpotBalance> {
		return Object.fromEntries(
			[...(this.all.get(owner) ?? [])].map(([coin, { available, frozen }]) => [
				coin,
				{ available: available.toFixed(DIGITS), frozen: frozen.toFixed(DIGITS) },
			]),
		);
	}

	/** What is free of a coin. */
	available(owner: string, coin: string): Decimal {
		return this.entry(owner, coin).available;
	}

	/** Adds to (or, negative, takes from) what is free. */
	credit(owner: string, coin: string, amount: Decimal | string): void {
		const entry = this.entry(owner, coin);
		entry.available = entry.available.plus(amount);
	}

	/** Locks what is free (or, negative, frees what is locked). */
	freeze(owner: string, coin: string, amount: Decimal): void {
		const entry = this.entry(owner, coin);
		entry.available = entry.available.minus(amount);
		entry.frozen = entry.frozen.plus(amount);
	}

	private entry(owner: string, coin: string) {
		let wallet = this.all.get(owner);
		if (!wallet) this.all.set(owner, (wallet = new Map()));
		let entry = wallet.get(coin);
		if (!entry) wallet.set(coin, (entry = { available: new Exact(0), frozen: new Exact(0) }));
		return entry;
	}
}
