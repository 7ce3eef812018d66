import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../definition/field';
import { clock } from '../exchange/clock';
import { Failure } from '../exchange/errors';
import type { Sending } from './sending';

/** Trying again where that changes nothing, and waiting in between. */

/** How often a request is tried in all, where trying is allowed. */
const TRIES = 4;

/** Milliseconds before the next try, doubled each time. */
const BACKOFF = 500;

async function backOff(tries: number, signal: AbortSignal | undefined): Promise<void> {
	await clock.wait(BACKOFF * 2 ** tries * (0.5 + clock.random() / 2), signal);
}

/**
 * Tries a request again where that changes nothing: it was refused for its number or its time, it never
 * left, or (with `safe`) it may be carried out twice.
 */
export async function patiently(
	sending: Sending,
	values: Values,
	safe: boolean,
): Promise<{ envelope: IDataObject; tries: number }> {
	let clockCorrected = false;
	for (let tries = 1; ; tries++) {
		try {
			return { envelope: await sending.attempt(values), tries };
		} catch (caught) {
			const remedy = caught instanceof Failure ? caught.facts.remedy : undefined;
			const allowed = remedy !== undefined && (remedy !== 'lost' || safe);
			// What was signed with a wrong time was no try: no look-up is lost to that.
			const isLast = remedy === 'clock' ? clockCorrected : tries >= (sending.tries ?? TRIES);
			if (!allowed || isLast || sending.signal?.aborted) throw giveUp(caught, tries);
			if (remedy === 'clock') {
				clockCorrected = true;
				await sending.correctClock();
			} else if (remedy !== 'wait') {
				await backOff(tries - 1, sending.signal);
			}
			// `wait`: pacing holds the next try back until the window is open again.
		}
	}
}

/** The last failure, with the number of tries where there were several. */
function giveUp(caught: unknown, tries: number): unknown {
	if (caught instanceof Failure && tries > 1) caught.tries = tries;
	return caught;
}
