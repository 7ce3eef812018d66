import type { RawAlert } from './alert';
import { lacking } from './alert';
import { refusal } from './reasons';
import { readTime } from './times';

/** What tells one signal from another, so that none is acted upon twice. */

/** How a signal is known again: by the ID of its alert, or as the only one of its kind in a bar. */
export type KeyBy = 'id' | 'bar';

const MAX_ID = 200;

/** Without spaces, so that the parts of a key stay apart. */
const joined = (text: string): string => text.replace(/\s/g, '');

/**
 * The text for the Idempotency Key. By bar it takes symbol, action and time: as the alert writes them, or
 * as the node has understood them, where two alerts may write them differently.
 * @throws Complaint where a part is missing
 */
export function keyOf({ by, alert }: { by: KeyBy; alert: RawAlert }): string {
	if (by === 'id') {
		const id = alert.id?.trim() ?? '';
		if (id === '') throw lacking(alert, 'id', 'Without it the same alert could trade twice.');
		if (id.length > MAX_ID) {
			throw refusal(
				'unreadable',
				`"${alert.keys.id ?? 'id'}" of the alert has ${id.length} characters, and may have ${MAX_ID}`,
			);
		}
		return id;
	}
	const { symbol, action, time } = alert;
	if (time === undefined) {
		throw lacking(alert, 'time', 'Without it the same alert could trade twice.');
	}
	const when = new Date(readTime(time, alert.keys.time)).toISOString();
	return `${joined(symbol).toUpperCase()} ${joined(action).toLowerCase()} ${when}`;
}
