/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'http';
import type { Server, IncomingMessage, ServerResponse } from 'http';
import type { AddressInfo } from 'net';

import { runNode } from '../support/engine';

/** A host that answers as the test says and counts what arrives. */
let server: Server;
let url: string;
let arrived: string[];
let reply: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
	server = createServer((request, response) => {
		arrived.push(`${request.method} ${request.url}`);
		reply(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
	arrived = [];
});

const SECRETS = {
	accessKey: 'example-canary-key',
	secretKey: 'example-canary-secret',
	memo: 'canary memo',
};

async function order(changes: { sandboxSpotUrl?: string; onError?: 'continueRegularOutput' } = {}) {
	return await runNode(
		'bitmartSpot',
		{
			resource: 'order',
			operation: 'create',
			symbol: 'BTC_USDT',
			side: 'buy',
			type: 'limit',
			size: '0.001',
			price: '55000',
		},
		{
			credential: {
				environment: 'sandbox',
				sandboxSpotUrl: changes.sandboxSpotUrl ?? url,
				sandboxFuturesUrl: url,
				...SECRETS,
			},
			...(changes.onError && { node: { onError: changes.onError } }),
		},
	);
}

function json(status: number, body: unknown) {
	reply = (_request, response) => {
		response.writeHead(status, { 'Content-Type': 'application/json' });
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	};
}

const UNKNOWN = 'look it up before you run this again';

describe('a refused or lost request', () => {
	it.each<[string, number, unknown, { message: string; description: string; effect: string }]>([
		[
			"a refusal names BitMart's reason, the code and what to do",
			400,
			{ code: 50020, message: 'Balance not enough', trace: 't-1', data: {} },
			{
				message: 'BitMart refused: Balance not enough (code 50020)',
				description: 'Check the available balance',
				effect: 'none',
			},
		],
		[
			'a refusal with status 200 is a refusal',
			200,
			{ code: 30016, msg: 'System maintenance' },
			{
				message: 'BitMart refused: System maintenance (code 30016)',
				description: 'Wait until',
				effect: 'none',
			},
		],
		[
			'a code as text is a code',
			400,
			{ code: '50020', message: 'x' },
			{ message: '(code 50020)', description: 'Check the available balance', effect: 'none' },
		],
		[
			'a service that may have worked leaves the outcome unknown',
			400,
			{ code: 50022, message: 'Service unavailable' },
			{ message: '(code 50022)', description: UNKNOWN, effect: 'unknown' },
		],
		[
			'an unlisted code says so',
			400,
			{ code: 99999, message: 'new rule' },
			{
				message: 'BitMart refused: new rule (code 99999)',
				description: 'Look up code 99999',
				effect: 'none',
			},
		],
		[
			'an unlisted code with a server status leaves the outcome unknown',
			500,
			{ code: 99999, message: 'oops' },
			{ message: '(code 99999)', description: UNKNOWN, effect: 'unknown' },
		],
		[
			"a web page is named as Cloudflare's",
			503,
			'<!DOCTYPE html><title>Just a moment</title>',
			{
				message: 'A web page came instead of an answer',
				description: 'Cloudflare',
				effect: 'unknown',
			},
		],
		[
			'a truncated answer leaves the outcome unknown',
			200,
			'{"code":1000,"data":{"order_',
			{ message: 'could not be read (HTTP 200)', description: UNKNOWN, effect: 'unknown' },
		],
		[
			'an empty answer leaves the outcome unknown',
			502,
			'',
			{ message: 'could not be read (HTTP 502)', description: UNKNOWN, effect: 'unknown' },
		],
		[
			'a success without an order ID is not called an order',
			200,
			{ code: 1000, message: 'OK', data: {} },
			{ message: 'returned no order ID', description: UNKNOWN, effect: 'unknown' },
		],
	])('%s', async (_fact, status, body, expected) => {
		json(status, body);
		const stopped = await order();
		expect(stopped.error?.message).toContain(expected.message);
		expect(stopped.error?.description).toContain(expected.description);
		const continued = await order({ onError: 'continueRegularOutput' });
		expect(continued.outputs[0]?.[0]?.json.details).toMatchObject({ effect: expected.effect });
		expect(arrived).toEqual(['POST /spot/v2/submit_order', 'POST /spot/v2/submit_order']);
	});

	it('a 401 is sent once, not twice', async () => {
		json(401, { code: 30005, message: 'X-BM-SIGN is wrong' });
		const { error } = await order();
		expect(error?.message).toContain('code 30005');
		expect(error?.description).toContain('Memo');
		expect(arrived).toHaveLength(1);
	});

	it('a redirect is not followed, so the key goes nowhere else', async () => {
		reply = (_request, response) => {
			response.writeHead(307, { Location: '/elsewhere' });
			response.end();
		};
		const { error } = await order();
		expect(error?.message).toContain('HTTP 307');
		expect(arrived).toEqual(['POST /spot/v2/submit_order']);
	});

	it('a connection that breaks leaves the outcome unknown', async () => {
		reply = (request) => {
			request.socket.destroy();
		};
		const { error } = await order();
		expect(error?.message).toBe('BitMart did not answer: the connection was closed');
		expect(error?.description).toContain(UNKNOWN);
		expect(arrived).toHaveLength(1);
	});

	it('a host that cannot be reached says that nothing was sent', async () => {
		const { error } = await order({ sandboxSpotUrl: 'http://127.0.0.1:1' });
		expect(error?.message).toBe('BitMart could not be reached: the connection was refused');
		expect(error?.description).toContain('Nothing was sent');
	});

	it('shows no key, secret, memo or signature in any error', async () => {
		const seen: string[] = [];
		const collect = async () => {
			for (const run of [await order(), await order({ onError: 'continueRegularOutput' })]) {
				seen.push(JSON.stringify(run), String(run.error?.stack), String(run.error?.message));
			}
		};
		let signature = '';
		for (const body of [{ code: 30005, message: 'no' }, '<html>', '{', { code: 50022 }]) {
			reply = (request, response) => {
				signature = String(request.headers['x-bm-sign']);
				response.writeHead(401);
				response.end(typeof body === 'string' ? body : JSON.stringify(body));
			};
			await collect();
		}
		reply = (request) => request.socket.destroy();
		await collect();
		expect(seen).toHaveLength(30);
		for (const secret of [...Object.values(SECRETS), signature]) {
			expect(secret.length).toBeGreaterThan(8);
			expect(seen.filter((text) => text.includes(secret))).toEqual([]);
		}
	});
});
