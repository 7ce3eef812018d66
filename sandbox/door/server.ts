/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
/** The two hosts on 127.0.0.1. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Host } from '../basics/hosts';
import { fateOf, timeOf } from '../faults/rules';
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
