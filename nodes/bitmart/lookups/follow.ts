import type { IDataObject } from 'n8n-workflow';

import type { Conductor } from '../../core/definition/operation';
import type { Complaint } from '../../core/values/complaint';

/** How something at the exchange is looked at until nothing can happen to it any more. */

/** What was seen, and when: at first nothing, at the begin of the wait. */
export interface Sight {
	record?: IDataObject;
	at: number;
}

/** What is waited for. */
export interface Following {
	/** What there is; undefined where the exchange knows of nothing. */
	look: () => Promise<IDataObject | undefined>;
	isFinal: (record: IDataObject) => boolean;
	/** Milliseconds before the first look; each pause after it is longer than the one before. */
	first: number;
	/** The longest pause between two looks. */
	longest: number;
	/** Said where there was nothing for so long that it cannot be the look-up that lags. */
	unknown: (seconds: number) => Complaint;
}

const GROWTH = 1.5;

/** So long "not found" says nothing: BitMart's look-ups lag behind what is new. */
const LAG = 10_000;

/** Looks until it is final or a time has come, and notes what was seen. */
export async function follow(
	sight: Sight,
	end: number,
	{ look, isFinal, first, longest, unknown }: Following,
	call: Conductor,
): Promise<void> {
	let pause = first;
	for (;;) {
		await call.wait(Math.min(pause, Math.max(0, end - call.now())));
		const record = await look();
		const now = call.now();
		if (record) Object.assign(sight, { record, at: now });
		else if (now - sight.at >= LAG) throw unknown(Math.round((now - sight.at) / 1000));
		if ((record && isFinal(record)) || now >= end) return;
		pause = Math.min(Math.round(pause * GROWTH), longest);
	}
}
