/** Transfers between wallets and between accounts. */
import type { Host } from '../basics/hosts';

/** A transfer between two accounts of one family. */
export interface SubTransfer {
	host: Host;
	fromUid: string;
	toUid: string;
	currency: string;
	amount: string;
	/** Milliseconds; answers show seconds. */
	time: number;
}

/** A transfer between the spot and the futures wallet of one account. */
export interface ContractTransfer {
	transferId: string;
	uid: string;
	currency: string;
	amount: string;
	type: 'spot_to_contract' | 'contract_to_spot';
	state: 'PROCESSING' | 'FINISHED' | 'FAILED';
	timestamp: number;
}

/** Every transfer between wallets and accounts. */
export class TransferBooks {
	private readonly subs: SubTransfer[] = [];
	private readonly contracts: ContractTransfer[] = [];
	private readonly requestNos = new Set<string>();
	private count = 0;

	/** Starts over: nothing was ever moved. */
	reset(): void {
		this.subs.length = 0;
		this.contracts.length = 0;
		this.requestNos.clear();
		this.count = 0;
	}

	/** Transfers between accounts that touch one of these uids, oldest first. */
	between(host: Host, uids: string[]): SubTransfer[] {
		return this.subs.filter(
			(row) => row.host === host && (uids.includes(row.fromUid) || uids.includes(row.toUid)),
		);
	}

	/** Transfers between the spot and the futures wallet of an account, oldest first. */
	contract(uid: string): ContractTransfer[] {
		return this.contracts.filter((row) => row.uid === uid);
	}

	/** Enters a transfer between accounts. */
	enterSub(row: SubTransfer): void {
		this.subs.push(row);
	}

	/** Enters a transfer between the wallets of one account. */
	enterContract(row: Omit<ContractTransfer, 'transferId'>): ContractTransfer {
		const transferId = (664651258694168576n + BigInt(++this.count)).toString();
		const entered = { ...row, transferId };
		this.contracts.push(entered);
		return entered;
	}

	/** True if the family has used this request number for a transfer that was made. */
	used(family: string, requestNo: string): boolean {
		return this.requestNos.has(`${family} ${requestNo}`);
	}

	/** Remembers the request number of a transfer that was made. */
	remember(family: string, requestNo: string): void {
		this.requestNos.add(`${family} ${requestNo}`);
	}
}
