/** Rebates of brokers and affiliates. Nothing that the sandbox does earns any: they come by seeding. */

/** What an API broker got back for trades made through it. */
export interface BrokerRebate {
	uid: string;
	currency: string;
	amount: string;
	/** Milliseconds; answers show the day (UTC). */
	time: number;
}

/** What an affiliate got for the trades of a user that came through the invitation. */
export interface AffiliateRebate {
	uid: string;
	currency: string;
	amount: string;
	/** The invited user. */
	tradeUserId: number;
	/** 0 indirect, 1 direct. */
	userType: 0 | 1;
	/** Milliseconds; answers do not show it. */
	time: number;
}

/** A rebate for the history; what is left out gets a usual value. */
export type SeededBrokerRebate = Partial<Omit<BrokerRebate, 'uid'>>;
/** A rebate for the history; what is left out gets a usual value. */
export type SeededAffiliateRebate = Partial<Omit<AffiliateRebate, 'uid'>>;

/** Every rebate. */
export class RebateBooks {
	private readonly brokers: BrokerRebate[] = [];
	private readonly affiliates: AffiliateRebate[] = [];

	/** Starts over: no rebates. */
	reset(): void {
		this.brokers.length = 0;
		this.affiliates.length = 0;
	}

	/** The rebates of a broker, in the order they were entered. */
	broker(uid: string): BrokerRebate[] {
		return this.brokers.filter((row) => row.uid === uid);
	}

	/** The rebates of an affiliate, in the order they were entered. */
	affiliate(uid: string): AffiliateRebate[] {
		return this.affiliates.filter((row) => row.uid === uid);
	}

	/** Enters rebates of a broker. */
	seedBroker(uid: string, rows: SeededBrokerRebate[], now: number): BrokerRebate[] {
		const seeded = rows.map((row) => ({
			currency: 'USDT',
			amount: '1.2500',
			time: now,
			...row,
			uid,
		}));
		this.brokers.push(...seeded);
		return seeded;
	}

	/** Enters rebates of an affiliate. */
	seedAffiliate(uid: string, rows: SeededAffiliateRebate[], now: number): AffiliateRebate[] {
		const seeded = rows.map((row) => ({
			currency: 'USDT',
			amount: '4.18',
			tradeUserId: 4225149,
			userType: 1 as const,
			time: now,
			...row,
			uid,
		}));
		this.affiliates.push(...seeded);
		return seeded;
	}
}
