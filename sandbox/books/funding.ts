/** Deposits, withdrawals and the address book. */

/** An address of the address book. */
export interface SavedAddress {
	/** Empty for universal and EVM addresses. */
	currency: string;
	network: string;
	address: string;
	memo: string;
	remark: string;
	/** 0 ordinary, 1 universal, 2 EVM. */
	addressType: 0 | 1 | 2;
	verifyStatus: 0 | 1;
}

/** The address book of every main account after a reset. */
const DEFAULT_ADDRESSES: SavedAddress[] = [
	{
		currency: 'USDT-TRC20',
		network: 'TRC20',
		address: 'TXexampleAddress0000000000000000000',
		memo: '',
		remark: 'treasury',
		addressType: 0,
		verifyStatus: 1,
	},
	{
		currency: 'ETH',
		network: 'ERC20',
		address: '0x00000000000000000000000000000000000000aa',
		memo: '',
		remark: 'cold wallet',
		addressType: 0,
		verifyStatus: 1,
	},
	{
		currency: 'USDT-TRC20',
		network: 'TRC20',
		address: 'TXexampleUnverified0000000000000000',
		memo: '',
		remark: 'not confirmed yet',
		addressType: 0,
		verifyStatus: 0,
	},
];

/** A deposit or a withdrawal. */
export interface FundingRecord {
	id: string;
	uid: string;
	type: 'deposit' | 'withdraw';
	currency: string;
	/** What arrives, without the fee. */
	amount: string;
	fee: string;
	/** A fixed status; without it a withdrawal moves on with time. */
	status?: number;
	address: string;
	memo: string;
	applyTime: number;
	/** Of the day's quota. */
	inBtc: string;
}

/** A deposit or withdrawal for the history; what is left out gets a usual value. */
export type SeededFunding = Partial<Omit<FundingRecord, 'uid' | 'type' | 'inBtc'>>;

/** Deposits, withdrawals and address books. */
export class FundingBooks {
	private readonly all: FundingRecord[] = [];
	private count = 0;
	/** The address book of every main account. */
	addresses: SavedAddress[] = structuredClone(DEFAULT_ADDRESSES);

	/** Starts over: no records, the default addresses. */
	reset(): void {
		this.all.length = 0;
		this.count = 0;
		this.addresses = structuredClone(DEFAULT_ADDRESSES);
	}

	/** Deposits and withdrawals of an account, oldest first. */
	records(uid: string): FundingRecord[] {
		return this.all.filter((record) => record.uid === uid);
	}

	/** Enters a withdrawal or a deposit. */
	enter(record: Omit<FundingRecord, 'id'> & { id?: string }): FundingRecord {
		const entered = { ...record, id: record.id ?? String(2319041 + ++this.count) };
		this.all.push(entered);
		return entered;
	}

	/** Puts rows into the history; no balance changes. */
	seed(
		uid: string,
		type: FundingRecord['type'],
		rows: SeededFunding[],
		now: number,
	): FundingRecord[] {
		return rows.map((row) =>
			this.enter({
				currency: 'USDT-TRC20',
				amount: '50',
				fee: type === 'deposit' ? '0' : '1.5',
				status: 3,
				address: 'TXexampleAddress0000000000000000000',
				memo: '',
				applyTime: now,
				...row,
				uid,
				type,
				inBtc: '0',
			}),
		);
	}
}
