/** The fills of the futures side. */
import type { Side } from './orders';

/** A fill. */
export interface FuturesTrade {
	tradeId: string;
	orderId: string;
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: Side;
	price: string;
	vol: number;
	execType: 'Taker' | 'Maker';
	realisedProfit: string;
	paidFees: string;
	createTime: number;
}

/** A fill for the history. */
export type SeededFuturesTrade = Partial<Omit<FuturesTrade, 'uid'>>;

/** All fills. */
export class Trades {
	private all: FuturesTrade[] = [];
	private count = 0;

	/** Starts over: no fills. */
	reset(): void {
		this.all = [];
		this.count = 0;
	}

	/** The fills of an account, oldest first. */
	of(uid: string): FuturesTrade[] {
		return this.all.filter((trade) => trade.uid === uid);
	}

	/** Enters a fill. */
	add(trade: Omit<FuturesTrade, 'tradeId'>): void {
		this.all.push({ tradeId: this.nextId(), ...trade });
	}

	private nextId(): string {
		return String(1141853920 + ++this.count);
	}

	/** Puts fills into the history; nothing else changes. */
	seed(
		uid: string,
		rows: SeededFuturesTrade[],
		nextOrderId: () => string,
		now: number,
	): FuturesTrade[] {
		const seeded = rows.map(
			(row): FuturesTrade => ({
				tradeId: this.nextId(),
				orderId: nextOrderId(),
				clientOrderId: '',
				symbol: 'BTCUSDT',
				side: 1,
				price: '61000',
				vol: 10,
				execType: 'Taker',
				realisedProfit: '0',
				paidFees: '0.366',
				createTime: now,
				...row,
				uid,
			}),
		);
		this.all.push(...seeded);
		return seeded;
	}
}
