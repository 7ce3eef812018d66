/** The way of a request through the checks to its handler. */
import type { Host } from '../basics/hosts';
import { Refusal, refusal } from '../basics/refusals';
import { handlers } from '../calls';
import type { Call } from '../calls/call';
import { isRead, laggingView } from '../faults/lag';
import type { Fault } from '../faults/rules';
import { failed, type Answer } from './answer';
import { sideOf } from './codes';
import type { HostContext } from './context';
import { findEndpoint, type Endpoint } from './description';
import { admit } from './gate';
import { validate } from './parameters';
import type { RateState } from './rates';
import { duplicateKeys, isObject, readWire, wireType, writeJson, type Wire } from './wire';

/** The body of a POST as an object; throws what BitMart says to anything else. */
function parseBody(
	endpoint: Endpoint,
	contentType: string | undefined,
	text: string,
): { [key: string]: Wire } {
	const side = sideOf(endpoint.host, endpoint.path);
	if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
		const code = side === 'account' ? 60031 : 58001;
		throw refusal(code, { reason: `the content type is ${contentType ?? 'missing'}, not JSON` });
	}
	let body: Wire;
	try {
		body = readWire(text);
	} catch (error) {
		throw refusal(30018, {
			reason: text === '' ? 'the body is empty; a POST without parameters sends {}' : String(error),
		});
	}
	if (!isObject(body)) {
		const code = side === 'account' ? 60000 : side === 'futures' ? 40007 : 50000;
		throw refusal(code, { reason: `the body is a JSON ${wireType(body)}, not an object` });
	}
	return body;
}

/** The query as pairs, decoded, in the order sent. */
export const queryPairs = (rawQuery: string): Array<[string, string]> => [
	...new URLSearchParams(rawQuery),
];

/** What a request of this endpoint is told about its rate; in spite of its name "Remaining" counts what is used. */
function rateHeaders({ rateLimit }: Endpoint, used: number): Record<string, string> {
	if (!rateLimit) return {};
	return {
		'X-BM-RateLimit-Limit': String(rateLimit.requests),
		'X-BM-RateLimit-Remaining': String(used),
		'X-BM-RateLimit-Reset': String(rateLimit.windowSeconds),
		'X-BM-RateLimit-Mode': rateLimit.per,
	};
}

/** A request as it arrived. */
export interface Received {
	method: string;
	path: string;
	rawQuery: string;
	headers: Record<string, string>;
	body: Buffer;
	ip: string;
}

/** Counts a request, notes it in the headers of the answer, and refuses what is too much. */
function admitRate(
	endpoint: Endpoint,
	{ sandbox, rates, now }: HostContext,
	request: Received,
	headers: Record<string, string>,
	fault: Fault | undefined,
): void {
	const { rateLimit } = endpoint;
	let verdict: RateState['verdict'] = 'ok';
	if (rateLimit) {
		const key = request.headers['x-bm-key'];
		const { ip } = request;
		// All keys of an account share what is counted per UID.
		const uid = sandbox.accounts.find(({ accessKey }) => accessKey === key)?.uid;
		const { per } = rateLimit;
		const who = per === 'IP' ? ip : ((per === 'UID' ? (uid ?? key) : key) ?? ip);
		const caller = uid ?? key ?? ip;
		const state = rates.count(endpoint, who, caller, now(), sandbox.enforceRates);
		verdict = state.verdict;
		Object.assign(headers, rateHeaders(endpoint, fault ? rateLimit.requests : state.used));
	}
	if (fault?.kind === '418' || verdict === 'banned') {
		throw refusal(30017, { reason: fault ? 'fault: 418' : 'banned for too many requests' });
	}
	if (fault?.kind === '429' || verdict === 'tooMany') {
		const limit = `${rateLimit?.requests} requests in ${rateLimit?.windowSeconds} s`;
		throw refusal(30013, { reason: fault ? 'fault: 429' : `more than ${limit}` });
	}
}

/**
 * Receives a request: route, rate, key, time, signature and parameters. What is left to do, the work
 * itself, comes back as a function of the time at which it is done; a refusal answers whenever it is asked.
 */
export function receive(
	host: Host,
	context: HostContext,
	request: Received,
	lag: number | undefined,
	rateFault: Fault | undefined,
): (at: number) => Answer {
	const { sandbox, trace } = context;
	const headers: Record<string, string> = {};
	const reply = (status: number, envelope: Record<string, unknown>): Answer => ({
		status,
		code: (envelope.code ?? '') as number | string,
		text: writeJson(envelope),
		headers,
		detail: [],
	});
	/** Answers what went wrong, if something does. */
	const guarded = (work: () => Answer): Answer => {
		try {
			return work();
		} catch (error) {
			if (!(error instanceof Refusal)) return { ...failed(trace(), error), headers };
			const { status, message, code, reason, detail } = error;
			const envelope = { message, code, trace: trace(), data: {} };
			return { ...reply(status, envelope), refused: reason, detail };
		}
	};
	let work: ((at: number) => Answer) | undefined;
	const refused = guarded(() => {
		const { method, path, body, ip } = request;
		const text = body.toString('utf8');
		const now = context.now();
		const endpoint = findEndpoint(host, method, path);
		admitRate(endpoint, context, request, headers, rateFault);
		const account = admit(endpoint, { headers: request.headers, body, ip }, sandbox.accounts, now);
		const post = endpoint.method === 'POST';
		const values = validate(
			endpoint,
			queryPairs(request.rawQuery),
			post ? parseBody(endpoint, request.headers['content-type'], text) : undefined,
			post ? duplicateKeys(text) : [],
			sandbox.mode,
		);
		work = (at) => guarded(() => carryOut(endpoint, { host, account, values, now: at }));
		return reply(200, {});
	});
	return work ?? (() => refused);

	function carryOut(endpoint: Endpoint, call: Omit<Call, 'state'>): Answer {
		const { now } = call;
		const name = `${endpoint.method} ${endpoint.path}`;
		const { canned } = sandbox;
		if (canned?.endpoint === name) {
			delete sandbox.canned;
			return { status: 200, code: 1000, text: canned.text, headers, detail: [] };
		}
		sandbox.algos.advance(now);
		sandbox.margin.advance(now);
		sandbox.futures.advance(now);
		const handler = handlers[name];
		const { example } = endpoint.response;
		if (handler) {
			const lags = lag !== undefined && isRead(endpoint.method, endpoint.path);
			const data = handler({ ...call, state: lags ? laggingView(sandbox, now - lag) : sandbox });
			const message = example.message ?? 'OK';
			// The affiliate calls write their code as text.
			const code = example.code ?? 1000;
			return reply(200, { message, code, trace: trace(), data });
		}
		return reply(200, {
			...example,
			...(typeof example.trace === 'string' ? { trace: trace() } : {}),
		});
	}
}
