/** What a fault has put off. */

/** What was received and will be carried out later, by the sandbox's clock. */
export class PendingWork {
	private waiting: Array<{ at: number; run: (at: number) => void }> = [];

	/** Carries something out at a time, in the order of the times. */
	add(at: number, run: (at: number) => void): void {
		this.waiting.push({ at, run });
	}

	/** Carries out what is due; each piece of work sees the time at which it was due. */
	runUntil(now: number): number {
		const due = this.waiting.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
		this.waiting = this.waiting.filter(({ at }) => at > now);
		for (const { at, run } of due) run(at);
		return due.length;
	}

	/** Forgets what is waiting. */
	clear(): void {
		this.waiting = [];
	}
}
