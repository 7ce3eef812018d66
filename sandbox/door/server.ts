/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Host } from '../basics/hosts';
import { Refusal, refusal } from '../basics/refusals';
import { handlers } from '../calls';
import type { Call } from '../calls/call';
import { isRead, laggingView } from '../faults/lag';
import { fateOf, timeOf, type Fault } from '../faults/rules';
import { sideOf } from './codes';
import type { HostContext } from './context';
import { findEndpoint, type Endpoint } from './description';
import { admit } from './gate';
import type { RecordedRequest } from './log';
import { validate } from './parameters';
import type { RateState } from './rates';
import { duplicateKeys, isObject, readWire, wireType, writeJson, type Wire } from './wire';

interface Answer {
	status: number;
	code: number | string;
	text: string;
	headers: Record<string, string>;
	refused?: string;
	detail: string[];
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

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
const queryPairs = (rawQuery: string): Array<[string, string]> => [
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
interface Received {
	method: string;
	path: string;
	rawQuery: string;
	headers: Record<string, string>;
	body: Buffer;
	ip: string;
}

const failed = (trace: string, error: unknown): Answer => ({
	status: 500,
	code: 59002,
	text: writeJson({ message: 'Internal Server Error', code: 59002, trace, data: {} }),
	headers: {},
	refused: `the sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`,
	detail: [],
});

/**
 * Receives a request: route, rate, key, time, signature and parameters. What is left to do, the work
 * itself, comes back as a function of the time at which it is done; a refusal answers whenever it is asked.
 */
function receive(
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
			return reply(200, { message, code: 1000, trace: trace(), data });
		}
		return reply(200, {
			...example,
			...(typeof example.trace === 'string' ? { trace: trace() } : {}),
		});
	}
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

/** The page that Cloudflare shows instead of an answer. */
const CLOUDFLARE_PAGE =
	'<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser before accessing api-cloud.bitmart.com. Cloudflare Ray ID: 8f0000000000c0de</body></html>';

/** What a fault makes of an answer; undefined where the connection is closed instead. */
function disturbed(fault: Fault, real: () => Answer): Answer | undefined {
	const instead = (status: number, text: string, type: string): Answer => ({
		status: fault.status ?? status,
		code: '',
		text,
		headers: { 'Content-Type': type },
		refused: `fault: ${fault.kind}`,
		detail: [],
	});
	const page = () => instead(503, CLOUDFLARE_PAGE, 'text/html; charset=UTF-8');
	const error = () => instead(500, 'Internal Server Error', 'text/plain');
	switch (fault.kind) {
		case '500before':
			return error();
		case '500after':
			real();
			return error();
		case 'cloudflare':
			return page();
		case 'cloudflareAfter':
			real();
			return page();
		case 'truncated': {
			const whole = real();
			const text = whole.text.slice(0, Math.floor(whole.text.length / 2));
			return { ...whole, text };
		}
		case 'lostAnswer':
			real();
			return undefined;
		case 'lostRequest':
		case 'late':
			return undefined;
		default:
			return real();
	}
}

const wallClock = async (milliseconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

async function serve(
	host: Host,
	context: HostContext,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const body = await readBody(request);
	const { sandbox, pending } = context;
	const [path = '', ...rest] = (request.url ?? '').split('?');
	const rawQuery = rest.join('?');
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
	);
	const method = request.method ?? '';
	const ip = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
	const text = body.toString('utf8');

	pending.runUntil(context.now());
	const fate = fateOf(sandbox.faults, { host, method, path, rawQuery, body: text });
	const { fault, lag, skew } = fate;
	if (skew !== undefined) sandbox.clockOffset = skew;
	const now = context.now();
	const received = { method, path, rawQuery, headers, body, ip };
	const rateFault = fault?.kind === '429' || fault?.kind === '418' ? fault : undefined;
	const lost = fault?.kind === 'lostRequest';
	const work = lost ? undefined : receive(host, context, received, lag, rateFault);
	const record: RecordedRequest = {
		host,
		method,
		path,
		query: queryPairs(rawQuery),
		rawQuery,
		headers,
		rawHeaders: request.rawHeaders,
		body: text,
		status: 0,
		code: '',
		response: '',
		at: now,
		...(fault && { fault: fault.kind }),
	};
	/** Does the work and writes down what came of it, whatever the caller gets to see. */
	const carryOut = (at: number): Answer => {
		const result = work?.(at) ?? failed('', 'a lost request was carried out');
		const { status, code, refused } = result;
		Object.assign(record, {
			status,
			code,
			response: result.text,
			...(refused !== undefined && { refused }),
		});
		return result;
	};
	if (fault?.kind === 'late') pending.add(now + timeOf(fault), carryOut);
	const result = fault ? disturbed(fault, () => carryOut(now)) : carryOut(now);
	if (result && record.status === 0) {
		const { status, refused } = result;
		Object.assign(record, { status, response: result.text, refused });
	}
	sandbox.requests.push(record);
	context.log(record, result?.detail ?? []);

	if (fault?.kind === 'delay') {
		if (fault.until) await fault.until();
		else await wallClock(timeOf(fault));
	}
	if (!result || (fault?.kind === 'delay' && fault.until)) {
		request.socket.destroy();
		return;
	}
	response.writeHead(result.status, {
		'Content-Type': 'application/json;charset=UTF-8',
		'Content-Length': Buffer.byteLength(result.text),
		...result.headers,
	});
	response.end(result.text);
}

/** Starts one host on 127.0.0.1. */
export async function listen(host: Host, port: number, context: HostContext) {
	const server: Server = createServer((request, response) => {
		// A caller that goes away in the middle is no matter of ours.
		serve(host, context, request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
