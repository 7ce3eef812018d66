import { clock } from '../../nodes/core/exchange/clock';

/** A clock that moves only when somebody waits for it. */
export class VirtualClock {
	/** Every wait, in milliseconds. */
	readonly waits: number[] = [];

	constructor(public time = Date.UTC(2026, 7, 1)) {
		jest.spyOn(clock, 'now').mockImplementation(() => this.time);
		// What is overdue is said by tests that are about it.
		jest.spyOn(clock, 'within').mockImplementation(async (_milliseconds, work) => await work);
		jest.spyOn(clock, 'random').mockReturnValue(1);
		jest.spyOn(clock, 'wait').mockImplementation(async (milliseconds, signal) => {
			if (signal?.aborted) throw new Error('stopped');
			this.waits.push(milliseconds);
			this.time += milliseconds;
		});
	}
}
