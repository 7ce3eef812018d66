import type { IDataObject } from 'n8n-workflow';

/** Records of answers that overlap, each once. */

/** An ID that is put together from what a record does not have. */
const NO_ID = /^$|undefined|null|NaN/;

/** Records without repetition, in the order they came. */
export class Collection {
	private readonly records = new Map<string, IDataObject>();

	constructor(private readonly id: (record: IDataObject) => string) {}

	/** Adds the records of one answer. */
	add(records: IDataObject[]): void {
		const seen = new Map<string, number>();
		for (const record of records) {
			const id = this.id(record);
			if (!NO_ID.test(id)) {
				if (!this.records.has(id)) this.records.set(id, record);
				continue;
			}
			// Without an ID only the whole record tells; of two that are alike in one answer, both are kept.
			const text = JSON.stringify(record);
			const count = seen.get(text) ?? 0;
			seen.set(text, count + 1);
			this.records.set(`${text} ${count}`, record);
		}
	}

	/** The records that are in none of the others. */
	without(others: Collection[]): IDataObject[] {
		return [...this.records]
			.filter(([id]) => !others.some((other) => other.records.has(id)))
			.map(([, record]) => record);
	}

	get size(): number {
		return this.records.size;
	}

	get all(): IDataObject[] {
		return [...this.records.values()];
	}
}

/** Two answers overlap where they meet, and a full one may leave out what the answer before it had. */
const REMEMBERED = 2;

/** Drops what one of the last answers had already, and keeps no more than those in memory. */
export class Overlap {
	private readonly answers: Collection[] = [];

	constructor(private readonly id: (record: IDataObject) => string) {}

	/** The records of an answer that none of the last ones had. */
	fresh(records: IDataObject[]): IDataObject[] {
		const answer = new Collection(this.id);
		answer.add(records);
		const fresh = answer.without(this.answers);
		this.answers.unshift(answer);
		this.answers.length = Math.min(this.answers.length, REMEMBERED);
		return fresh;
	}
}
