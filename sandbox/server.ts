/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { algoHandlers } from './algo';
import { contractHandlers } from './contracts';
import { findEndpoint, validate, type Endpoint, type Host } from './description';
import { refusal, Refusal, sideOf } from './errors';
import { fundingHandlers } from './funding';
import { futuresHandlers } from './futures-calls';
import { admit } from './gate';
import { duplicateKeys, isObject, readWire, wireType, writeJson, type Wire } from './json';
import { marginHandlers } from './margin';
import { marketHandlers } from './market';
import { spotHandlers } from './spot';
import { transferHandlers } from './transfers';
import type { Handlers, RecordedRequest, Sandbox, State } from './types';

/** Every endpoint with a behaviour of its own. The others answer with their documented example. */
const handlers: Handlers = {
	...marketHandlers,
	...spotHandlers,
	...algoHandlers,
	...marginHandlers,
	...fundingHandlers,
	...transferHandlers,
	...contractHandlers,
	...futuresHandlers,
};

/** What one host needs to know of the sandbox. */
export interface HostContext {
	sandbox: Sandbox;
	state: State;
	now: () => number;
	/** A request id that nobody has seen yet. */
	trace: () => string;
	/** Counts a call; returns how many the window holds by now. */
	count: (endpoint: Endpoint, who: string) => number;
	log: (record: RecordedRequest, detail: string[]) => void;
}

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

function answer(
	host: Host,
	{ sandbox, state, now: clock, trace, count }: HostContext,
	request: { method: string; path: string; rawQuery: string; headers: Record<string, string> },
	body: Buffer,
	ip: string,
): Answer {
	const now = clock();
	const headers: Record<string, string> = {};
	const text = body.toString('utf8');
	const reply = (status: number, envelope: Record<string, unknown>): Answer => ({
		status,
		code: (envelope.code ?? '') as number | string,
		text: writeJson(envelope),
		headers,
		detail: [],
	});
	try {
		const endpoint = findEndpoint(host, request.method, request.path);
		if (endpoint.rateLimit) {
			const { requests, windowSeconds, per } = endpoint.rateLimit;
			headers['X-BM-RateLimit-Limit'] = String(requests);
			// In spite of its name this counts what is used.
			const key = request.headers['x-bm-key'];
			// All keys of an account share what is counted per UID.
			const uid = sandbox.accounts.find(({ accessKey }) => accessKey === key)?.uid;
			const who = per === 'IP' ? ip : ((per === 'UID' ? (uid ?? key) : key) ?? ip);
			headers['X-BM-RateLimit-Remaining'] = String(count(endpoint, who));
			headers['X-BM-RateLimit-Reset'] = String(windowSeconds);
			headers['X-BM-RateLimit-Mode'] = per;
		}
		const account = admit(endpoint, { headers: request.headers, body, ip }, sandbox.accounts, now);
		const post = endpoint.method === 'POST';
		const values = validate(
			endpoint,
			queryPairs(request.rawQuery),
			post ? parseBody(endpoint, request.headers['content-type'], text) : undefined,
			post ? duplicateKeys(text) : [],
			sandbox.mode,
		);
		const { canned } = sandbox;
		if (canned?.endpoint === `${endpoint.method} ${endpoint.path}`) {
			delete sandbox.canned;
			return { status: 200, code: 1000, text: canned.text, headers, detail: [] };
		}
		state.algos.advance(now);
		state.margin.advance(now);
		state.futures.advance(now);
		const handler = handlers[`${endpoint.method} ${endpoint.path}`];
		const { example } = endpoint.response;
		if (handler) {
			const data = handler({ endpoint, account, values, now, state });
			const message = example.message ?? 'OK';
			return reply(200, { message, code: 1000, trace: trace(), data });
		}
		return reply(200, {
			...example,
			...(typeof example.trace === 'string' ? { trace: trace() } : {}),
		});
	} catch (error) {
		if (error instanceof Refusal) {
			const { status, message, code, reason, detail } = error;
			return {
				...reply(status, { message, code, trace: trace(), data: {} }),
				refused: reason,
				detail,
			};
		}
		const reason = `the sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`;
		return {
			...reply(500, { message: 'Internal Server Error', code: 59002, trace: trace(), data: {} }),
			refused: reason,
			detail: [],
		};
	}
}

async function serve(
	host: Host,
	context: HostContext,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const body = await readBody(request);
	const [path = '', ...rest] = (request.url ?? '').split('?');
	const rawQuery = rest.join('?');
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
	);
	const method = request.method ?? '';
	const ip = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
	const result = answer(host, context, { method, path, rawQuery, headers }, body, ip);
	const record: RecordedRequest = {
		host,
		method,
		path,
		query: queryPairs(rawQuery),
		rawQuery,
		headers,
		rawHeaders: request.rawHeaders,
		body: body.toString('utf8'),
		status: result.status,
		code: result.code,
		...(result.refused === undefined ? {} : { refused: result.refused }),
		response: result.text,
		at: context.now(),
	};
	context.sandbox.requests.push(record);
	context.log(record, result.detail);
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
