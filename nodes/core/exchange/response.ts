import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../definition/field';
import type { Operation } from '../definition/operation';
import type { CodeInfo, Service } from '../definition/service';
import { parseExact } from '../values/json';
import { Failure } from './errors';
import { scrubSentences } from './scrub';

/** What arrived, before anything was made of it. */
export interface RawAnswer {
	status: number;
	body: string;
	headers: Record<string, unknown>;
	/** What no sentence of it may show. */
	secrets?: string[];
}

/** The answer as the exchange wrote it; undefined where it is no object. */
function parseEnvelope({ body, secrets = [] }: RawAnswer): IDataObject | undefined {
	try {
		const parsed = scrubSentences(parseExact(body), secrets);
		return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
			? (parsed as IDataObject)
			: undefined;
	} catch {
		return undefined;
	}
}

function looksLikeHtml(body: string): boolean {
	return /^\s*</.test(body);
}

/** The hint where no envelope could be read; the HTTP status is all there is. */
function unreadable(service: Service, answer: RawAnswer, isWrite: boolean): Failure {
	const { status, body } = answer;
	const edge = looksLikeHtml(body);
	const message = edge
		? `A web page came instead of an answer from ${service.name} (HTTP ${status})`
		: `The answer could not be read (HTTP ${status})`;
	const hint = edge
		? `This page is from ${service.edge}, which stands before ${service.name}. Try again in a minute; if it stays, call from another network.`
		: 'The answer was cut off or is not JSON. Try again in a minute.';
	return new Failure({
		message,
		hint: isWrite ? `${hint} ${LOOK_FIRST}` : hint,
		httpStatus: status,
		effect: isWrite ? 'unknown' : 'none',
		remedy: 'lost',
	});
}

/** Too many requests, said by the status alone. */
function tooMany(service: Service, status: number): Failure {
	return new Failure({
		message: `${service.name} received too many requests (HTTP ${status})`,
		hint: 'Nothing was carried out. Wait a minute, then slow the workflow down.',
		httpStatus: status,
		effect: 'none',
		...(status === 429 && { remedy: 'wait' as const }),
	});
}

/** Said whenever a write may have been carried out. */
export const LOOK_FIRST =
	'It is not known whether the request was carried out: look it up before you run this again.';

/** What a refused write has done, and so whether it may be run again. */
const AFTERWARDS: Record<CodeInfo['effect'], string> = {
	none: 'Nothing was carried out.',
	unknown: LOOK_FIRST,
	partial:
		'A part of it was carried out: look up which part before you run this again, and run only the rest.',
};

/** What a code means for the person who runs the workflow: what to do, and for a write what it has done. */
export function adviceFor(service: Service, code: string, effect?: CodeInfo['effect']): string {
	const known = service.explain(code);
	const hint = known?.hint ?? `Look up code ${code} in ${service.name}'s documentation.`;
	return effect ? `${hint} ${AFTERWARDS[effect]}` : hint;
}

/**
 * Judges an answer once. The code outranks the HTTP status: failures come with status 200 too, and
 * a client mistake can come with 503.
 * @returns the envelope of a success
 * @throws Failure for everything else
 */
export function judge(
	service: Service,
	answer: RawAnswer,
	isWrite: boolean,
	bare: boolean,
): IDataObject {
	const envelope = parseEnvelope(answer);
	const { code: given, message: reason, trace } = envelope ? service.envelope(envelope) : {};
	if (bare && envelope && given === undefined && answer.status === 200) return envelope;
	// Anything else says nothing, whatever it looks like as a text: `[1000]` is no 1000.
	const isCode = (typeof given === 'string' && given !== '') || typeof given === 'number';
	if (!envelope || !isCode) {
		const { status, body } = answer;
		const limited = (status === 429 || status === 418) && !looksLikeHtml(body);
		throw limited ? tooMany(service, status) : unreadable(service, answer, isWrite);
	}
	const code = String(given);
	if (code === service.success) return envelope;

	const known = service.explain(code);
	const said = String(reason ?? '').trim();
	// A code that nobody knows says "refused" only together with a status that blames the caller.
	const blamed = answer.status >= 400 && answer.status < 500;
	const carriedOut = known?.effect ?? (blamed ? 'none' : 'unknown');
	const effect = isWrite ? carriedOut : 'none';
	// A read is worth another try where the service itself failed, not for every code that leaves a write open.
	const failed = answer.status >= 500 || known?.category === 'server';
	const open = isWrite ? effect === 'unknown' : failed;
	const remedy = known?.remedy ?? (open ? ('lost' as const) : undefined);
	throw new Failure({
		message: `${service.name} refused: ${said || 'no reason given'} (code ${code})`,
		hint: adviceFor(service, code, isWrite ? effect : undefined),
		code,
		httpStatus: answer.status,
		...(typeof trace === 'string' && { trace }),
		effect,
		...(remedy && { remedy }),
		...(known?.category === 'duplicate' && { used: true as const }),
	});
}

function at(envelope: IDataObject, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | undefined | null)?.[key], envelope);
}

function toRecord(row: unknown, columns: string[] | undefined): IDataObject {
	if (!columns) return row as IDataObject;
	const cells: unknown[] = Array.isArray(row) ? row : [row];
	return Object.fromEntries(columns.map((name, index) => [name, cells[index]])) as IDataObject;
}

/** The records of a successful answer, as the exchange has them. An object is one; null and a missing list are none. */
export function recordsOf(
	operation: Operation,
	envelope: IDataObject,
	values: Values,
): IDataObject[] {
	const found =
		typeof operation.rows === 'string'
			? at(envelope, operation.rows)
			: operation.rows(envelope, values);
	const rows = Array.isArray(found) ? found : [found];
	return rows
		.filter((row) => row !== undefined && row !== null)
		.map((row) => toRecord(row, operation.columns));
}

/** The records as the user wants them: filtered where the exchange cannot, and in words unless switched off. */
export function toItems(
	{ keep, simplify }: Operation,
	records: IDataObject[],
	values: Values,
): IDataObject[] {
	const kept = records.filter((record) => keep?.(record, values) ?? true);
	return simplify && values.simplify === true
		? kept.map((record) => simplify(record, values))
		: kept;
}
