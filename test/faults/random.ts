/** Chance that can be repeated: the same seed gives the same numbers (mulberry32). */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** From 0 to 1, without 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from `least` to `most`, both included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	/** True so often out of one. */
	chance(share: number): boolean {
		return this.next() < share;
	}

	/** One of these. */
	pick<Item>(items: readonly Item[]): Item {
		return items[Math.floor(this.next() * items.length)] as Item;
	}
}
