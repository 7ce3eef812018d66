import { quoted, refusal } from './reasons';

/** When an alert was made, and whether that is too long ago. */

/** From here on a bare number is taken for milliseconds (as seconds it would be the year 5138). */
const MILLISECONDS_FROM = 100_000_000_000;

/** No alert is older or younger; a number outside of it is no time, or in a unit of its own. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** How far the clock of whoever sends alerts may be ahead of ours. */
const AHEAD_MS = 60_000;

const ISO =
	/^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|[+-]\d\d:?\d\d))?)?$/i;

/** Milliseconds of a zone's offset; `undefined` for one that is nowhere. */
function offsetOf(zone: string): number | undefined {
	if (zone === '' || zone.toUpperCase() === 'Z') return 0;
	const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
	if (hours > 14 || minutes > 59) return undefined;
	return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Without a zone it is UTC, in which TradingView writes its times, and not where n8n happens to stand. */
function fromIso(text: string): number | undefined {
	const match = ISO.exec(text);
	if (!match) return undefined;
	const [year, month, day, hour, minute, second] = match
		.slice(1, 7)
		.map((part?: string) => Number(part ?? 0)) as [number, number, number, number, number, number];
	const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
	const time = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
	// Date.UTC makes the first of March of the thirtieth of February.
	const there = new Date(time).toISOString().slice(0, 19);
	const meant = `${match[1]}-${match[2]}-${match[3]}T${[hour, minute, second]
		.map((part) => String(part).padStart(2, '0'))
		.join(':')}`;
	const offset = offsetOf(match[8] ?? '');
	return there === meant && offset !== undefined ? time - offset : undefined;
}

function fromNumber(text: string): number | undefined {
	if (!/^\d{1,15}$/.test(text)) return undefined;
	const number = Number(text);
	return number < MILLISECONDS_FROM ? number * 1000 : number;
}

/**
 * The time of an alert in milliseconds since 1970: an ISO date, in UTC where it names no zone, or a number
 * of seconds or milliseconds.
 * @param key the key of the alert that it stands under
 * @throws Complaint where it is none of these
 */
export function readTime(value: unknown, key = 'time'): number {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	const time = fromNumber(text) ?? fromIso(text);
	if (time === undefined || time < EARLIEST || time >= LATEST) {
		const is = text === '' ? 'no time' : quoted(text);
		throw refusal(
			'badTime',
			`"${key}" of the alert is ${is}, and must be a time such as 2026-08-24T14:30:00Z, or one in seconds or milliseconds`,
			'In TradingView, {{timenow}} is the time of the alert and {{time}} that of its bar.',
		);
	}
	return time;
}

/**
 * Whether an alert is still to be acted upon.
 * @param time and `now` in milliseconds since 1970
 * @param key the key of the alert that the time stands under
 * @throws Complaint where it is from the future: of such a time nobody knows how old it is
 */
export function judgeAge(
	time: number,
	now: number,
	maximumAgeSeconds: number,
	key = 'time',
): 'fresh' | 'stale' {
	if (time - now > AHEAD_MS) {
		const seconds = Math.round((time - now) / 1000);
		throw refusal(
			'badTime',
			`"${key}" of the alert is ${seconds} seconds in the future`,
			'Compare the clock of the machine that runs n8n with that of the sender, and the zone of the time.',
		);
	}
	return now - time <= maximumAgeSeconds * 1000 ? 'fresh' : 'stale';
}
