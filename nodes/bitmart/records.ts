import type { IDataObject } from 'n8n-workflow';

/** Drops what is not there, so that items hold no `undefined`. */
export function compact(record: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** Milliseconds (number or digits) as ISO 8601; undefined where there is none. */
export function isoFromMilliseconds(value: unknown): string | undefined {
	const time = Number(value);
	return value === undefined ||
		value === null ||
		value === '' ||
		!Number.isFinite(time) ||
		time === 0
		? undefined
		: new Date(time).toISOString();
}

/** Seconds (number or digits) as ISO 8601; undefined where there is none. */
export function isoFromSeconds(value: unknown): string | undefined {
	return isoFromMilliseconds(value === undefined || value === '' ? value : Number(value) * 1000);
}
