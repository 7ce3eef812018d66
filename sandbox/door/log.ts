/** The record of every request, and how the log tells of one. */
import type { Host } from '../basics/hosts';
import type { FaultKind } from '../faults/rules';

/** A request as it arrived, and what became of it. */
export interface RecordedRequest {
	host: Host;
	method: string;
	path: string;
	query: Array<[string, string]>;
	rawQuery: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	rawHeaders: string[];
	/** The exact text as received. */
	body: string;
	/** 0 while nothing came of it: the request was lost, or is still to be carried out. */
	status: number;
	code: number | string;
	/** What was made to go wrong with it. */
	fault?: FaultKind;
	/** Why it was refused, in words. */
	refused?: string;
	response: string;
	at: number;
}

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
