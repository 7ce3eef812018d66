/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { Server, IncomingMessage, ServerResponse } from 'http';
import { createServer } from 'http';
import type { AddressInfo } from 'net';

import { clock } from '../../nodes/core/exchange/clock';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';

/** Nothing listens here. */
const NOBODY = 'http://127.0.0.1:1';

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
	for (const address of [url, NOBODY]) permit(address, 'BTC_USDT');
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
	arrived = [];
	// Pauses take no time here; their length is looked at elsewhere.
	jest.spyOn(clock, 'wait').mockResolvedValue();
});
afterEach(() => jest.restoreAllMocks());

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

/** What a look-up of an order says when there is none. */
const NOT_FOUND = { code: 50005, message: 'Order not found', data: {} };

/** Places get the answer, look-ups find nothing. */
function placing(status: number, body: unknown) {
	reply = (request, response) => {
		const found = request.url === '/spot/v2/submit_order';
		const answer = found ? body : NOT_FOUND;
		response.writeHead(found ? status : 400, { 'Content-Type': 'application/json' });
		response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
	};
}

const placed = () => arrived.filter((request) => request === 'POST /spot/v2/submit_order');

describe('a refused order', () => {
	it.each<[string, number, unknown, { message: string; description: string }]>([
		[
			"names BitMart's reason, the code and what to do",
			400,
			{ code: 50020, message: 'Balance not enough', trace: 't-1', data: {} },
			{
				message: 'BitMart refused: Balance not enough (code 50020)',
				description: 'Check the available balance',
			},
		],
		[
			'is refused with status 200 too',
			200,
			{ code: 30016, msg: 'System maintenance' },
			{ message: 'BitMart refused: System maintenance (code 30016)', description: 'Wait until' },
		],
		[
			'is refused with a code as text too',
			400,
			{ code: '50020', message: 'x' },
			{ message: '(code 50020)', description: 'Check the available balance' },
		],
		[
			'says so when its code is not listed',
			400,
			{ code: 99999, message: 'new rule' },
			{ message: 'BitMart refused: new rule (code 99999)', description: 'Look up code 99999' },
		],
	])('%s, and is sent once', async (_fact, status, body, expected) => {
		placing(status, body);
		const stopped = await order();
		expect(stopped.error?.message).toContain(expected.message);
		expect(stopped.error?.description).toContain(expected.description);
		expect(arrived).toEqual(['POST /spot/v2/submit_order']);
		const continued = await order({ onError: 'continueRegularOutput' });
		expect(continued.outputs[0]?.[0]?.json.details).toMatchObject({ effect: 'none' });
	});
});

describe('an order whose outcome is open', () => {
	it.each<[string, number, unknown, string]>([
		[
			'a service that may have worked',
			400,
			{ code: 50022, message: 'Service unavailable' },
			'code 50022',
		],
		['an unlisted code with a server status', 500, { code: 99999, message: 'oops' }, 'code 99999'],
		[
			"Cloudflare's page",
			503,
			'<!DOCTYPE html><title>Just a moment</title>',
			'A web page came instead of an answer',
		],
		['a truncated answer', 200, '{"code":1000,"data":{"order_', 'could not be read (HTTP 200)'],
		['an empty answer', 502, '', 'could not be read (HTTP 502)'],
		['a redirect, which is not followed', 307, '', 'could not be read (HTTP 307)'],
	])(
		'after %s is looked up, sent once more under the same key, and never claimed',
		async (_what, status, body, because) => {
			placing(status, body);
			const { error } = await order();
			expect(error?.message).toBe(
				'It is not known whether this was carried out: Create a spot order',
			);
			expect(error?.description).toContain(because);
			expect(error?.description).toMatch(/Look for Client Order ID [0-9a-f]{32}/);
			expect(placed()).toHaveLength(2);
			expect(new Set(arrived)).toEqual(
				new Set(['POST /spot/v2/submit_order', 'POST /spot/v4/query/client-order']),
			);
			const continued = await order({ onError: 'continueRegularOutput' });
			expect(continued.outputs[0]?.[0]?.json.details).toMatchObject({ effect: 'unknown' });
		},
	);
});

describe('an order that BitMart says it took', () => {
	it.each<[string, unknown, string]>([
		['without an order ID', {}, 'returned no order ID'],
		['without any data', null, 'returned no order ID'],
		['with data of another kind', [[]], 'returned no order ID'],
	])('%s is looked up and never sent again', async (_what, data, because) => {
		placing(200, { code: 1000, message: 'OK', data });
		const { error } = await order();
		expect(error?.message).toContain('It is not known whether this was carried out');
		expect(error?.description).toContain(because);
		expect(placed()).toHaveLength(1);
		expect(arrived.slice(1).length).toBeGreaterThan(0);
	});
});

describe('a request', () => {
	it('that gets a 401 is sent once, not twice', async () => {
		placing(401, { code: 30005, message: 'X-BM-SIGN is wrong' });
		const { error } = await order();
		expect(error?.message).toContain('code 30005');
		expect(error?.description).toContain('Memo');
		expect(arrived).toHaveLength(1);
	});

	it('whose connection breaks leaves the outcome open', async () => {
		reply = (request) => request.socket.destroy();
		const { error } = await order();
		expect(error?.message).toContain('It is not known whether this was carried out');
		expect(error?.description).toContain('BitMart did not answer: the connection was closed');
		// No look-up works either, so that nothing says that the order is not there.
		expect(placed()).toHaveLength(1);
	});

	it('to a host that cannot be reached says that nothing was sent', async () => {
		const { error } = await order({ sandboxSpotUrl: NOBODY });
		expect(error?.message).toBe('BitMart could not be reached: the connection was refused');
		expect(error?.description).toContain('Nothing was sent');
	});

	it('that fails shows no key, secret, memo or signature in any error', async () => {
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
