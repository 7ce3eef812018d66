/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import type { IncomingMessage, ServerResponse } from 'http';
import { createServer } from 'http';
import type { AddressInfo } from 'net';

/** A request as it arrived. */
export interface Arrival {
	/** `POST /spot/v2/submit_order`, without the query. */
	endpoint: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
}

/** A server that answers as a test says, and writes down what arrives. */
export interface OddServer {
	url: string;
	arrivals: Arrival[];
	/** Called for each request, when its body is complete. */
	reply: (arrival: Arrival, response: ServerResponse, request: IncomingMessage) => void;
	stop(): Promise<void>;
}

/** Starts one on 127.0.0.1. Until a test says otherwise it answers with an empty success. */
export async function startOddServer(): Promise<OddServer> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const url = request.url ?? '';
			const arrival: Arrival = {
				endpoint: `${request.method} ${url.split('?')[0]}`,
				url,
				headers: request.headers,
				body: Buffer.concat(chunks).toString('utf8'),
			};
			odd.arrivals.push(arrival);
			odd.reply(arrival, response, request);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const odd: OddServer = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		arrivals: [],
		reply: (_arrival, response) => json(response, { code: 1000, message: 'OK', data: {} }),
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return odd;
}

/** Answers with JSON; a text goes out as it is. */
export function json(response: ServerResponse, content: unknown, status = 200): void {
	response.writeHead(status, { 'Content-Type': 'application/json' });
	response.end(typeof content === 'string' ? content : JSON.stringify(content));
}
