/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
/** The two hosts on 127.0.0.1. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Host } from '../basics/hosts';
import { fateOf, timeOf, type Fault } from '../faults/rules';
import { failed, type Answer } from './answer';
import type { HostContext } from './context';
import { disturbed } from './disturbed';
import type { RecordedRequest } from './log';
import { queryPairs, receive } from './receive';

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

const wallClock = async (milliseconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

/** Milliseconds of the wall clock between two bytes of an answer without an end. */
const TRICKLE = 5;

/** Bytes after which an answer has begun for everybody to see. */
const BEGUN = 3;

/** Milliseconds of the wall clock that a caller has to go away on its own. */
const FAREWELL = 1000;

/** Sends a text byte by byte, and spaces from then on, until the caller goes away. */
async function trickle(response: ServerResponse, text: string, { until }: Fault): Promise<void> {
	let end = Infinity;
	for (let sent = 0; !response.destroyed && Date.now() < end; sent++) {
		response.write(text[sent] ?? ' ');
		await wallClock(TRICKLE);
		if (!until || sent !== BEGUN) continue;
		await until();
		end = Date.now() + FAREWELL;
	}
	response.destroy();
}

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
	if (fault?.kind === 'doubled') {
		fault.delivered?.(1);
		const again = receive(host, context, received, lag, undefined)(now);
		const { status, code, refused } = again;
		const second = { ...record, status, code, response: again.text };
		if (refused === undefined) delete second.refused;
		else second.refused = refused;
		sandbox.requests.push(second);
		context.log(second, again.detail);
		fault.delivered?.(2);
	}

	if (fault?.kind === 'delay') {
		if (fault.until) await fault.until();
		else await wallClock(timeOf(fault));
	}
	if (!result || (fault?.kind === 'delay' && fault.until)) {
		request.socket.destroy();
		return;
	}
	const type = { 'Content-Type': 'application/json;charset=UTF-8' };
	if (fault?.kind === 'trickle') {
		response.writeHead(result.status, { ...type, ...result.headers });
		await trickle(response, result.text, fault);
		return;
	}
	response.writeHead(result.status, {
		...type,
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
