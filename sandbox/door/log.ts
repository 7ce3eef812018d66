import type { RecordedRequest } from '../types';

/** One line for a request; what was refused has its reason and what to look at below it. */
export function describe(record: RecordedRequest, detail: string[]): string {
	const time = new Date(record.at).toISOString().slice(11, 23);
	const query = record.rawQuery ? `?${record.rawQuery}` : '';
	const outcome =
		record.refused === undefined ? 'ok' : `REFUSED ${record.code} (HTTP ${record.status})`;
	const line = `${time}  ${record.host.padEnd(7)}  ${record.method.padEnd(4)} ${record.path}${query}  ${outcome}`;
	if (record.refused === undefined) return line;
	return [line, ...[record.refused, ...detail].map((text) => `              ${text}`)].join('\n');
}
