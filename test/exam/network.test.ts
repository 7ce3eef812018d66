/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { clock } from '../../nodes/core/exchange/clock';
import { Failure } from '../../nodes/core/exchange/errors';
import { noAnswer } from '../../nodes/core/exchange/http';
import { forgetRates } from '../../nodes/core/exchange/pacing';
import { ledger } from '../../nodes/core/writes/ledger';
import { bitmart } from '../../nodes/service';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import type { OddServer } from '../support/server';
import { json, startOddServer } from '../support/server';

/** The network and servers that lie: what an examination from outside found, row by row. */

let odd: OddServer;
beforeAll(async () => {
	odd = await startOddServer();
	permit(odd.url, 'BTC_USDT');
});
afterAll(async () => await odd.stop());
beforeEach(() => {
	odd.arrivals = [];
	forgetRates();
	ledger.clear();
	jest.spyOn(clock, 'wait').mockResolvedValue();
});
afterEach(() => jest.restoreAllMocks());

const SECRETS = {
	accessKey: 'example-canary-key-0001',
	secretKey: 'example-canary-secret-0001',
	memo: 'canary memo',
};

const run = async (parameters: Record<string, unknown>, node = 'bitmartSpot') =>
	await runNode(node, parameters, {
		credential: {
			environment: 'sandbox',
			sandboxSpotUrl: odd.url,
			sandboxFuturesUrl: odd.url,
			...SECRETS,
		},
	});

const ORDER = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '55000',
};
const TICKER = { resource: 'market', operation: 'getTicker', symbol: 'BTC_USDT' };

const placed = () =>
	odd.arrivals.filter(({ endpoint }) => endpoint === 'POST /spot/v2/submit_order');

describe('row 7: an error of the network', () => {
	const verdict = (error: object) => noAnswer(bitmart, error, true, false) as Failure;

	it.each([
		['EHOSTUNREACH', 'read'],
		['ENETUNREACH', 'read'],
		['ECONNREFUSED', 'read'],
		['ETIMEDOUT', 'read'],
		['EHOSTUNREACH', 'write'],
		['EPROTO', 'write'],
		['EHOSTUNREACH', undefined],
		['ECONNREFUSED', undefined],
	])('%s while %s leaves a write open', (code, syscall) => {
		const { facts } = verdict({ message: 'n8n', cause: { code, syscall } });
		expect([facts.effect, facts.remedy]).toEqual(['unknown', 'lost']);
	});

	it.each([
		['EHOSTUNREACH', 'connect'],
		['ECONNREFUSED', 'connect'],
		['ETIMEDOUT', 'connect'],
		['ENOTFOUND', 'getaddrinfo'],
		['CERT_HAS_EXPIRED', undefined],
		['DEPTH_ZERO_SELF_SIGNED_CERT', undefined],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined],
	])('%s in %s means that nothing was sent', (code, syscall) => {
		const { facts } = verdict({ cause: { code, cause: { code, syscall } } });
		expect([facts.effect, facts.remedy]).toEqual(['none', 'connect']);
	});

	it('of several addresses counts as never connected only if all of them were', () => {
		const both = (second: string) => ({
			cause: {
				code: 'ECONNREFUSED',
				errors: [
					{ code: 'ECONNREFUSED', syscall: 'connect' },
					{ code: 'ECONNRESET', syscall: second },
				],
			},
		});
		expect(verdict(both('connect')).facts.effect).toBe('none');
		expect(verdict(both('read')).facts.effect).toBe('unknown');
	});
});

describe('row 8: an answer that trickles', () => {
	const impatient = () => {
		const { within } = clock;
		jest
			.spyOn(clock, 'within')
			.mockImplementation(async (_milliseconds, work) => await within(200, work));
	};

	it('to an order ends after the time for the whole call, and leaves it open', async () => {
		impatient();
		let closed = 0;
		odd.reply = (_arrival, response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 10);
			response.on('close', () => {
				clearInterval(drip);
				closed++;
			});
		};
		const { error } = await run(ORDER);
		expect(error?.message).toContain('It is not known whether this was carried out');
		expect(error?.description).toContain('no whole answer within');
		expect(placed()).toHaveLength(1);
		// Nothing goes on arriving afterwards.
		while (closed < odd.arrivals.length) await new Promise((resolve) => setImmediate(resolve));
	});

	it('to a read is asked for again', async () => {
		impatient();
		odd.reply = (_arrival, response) => {
			if (odd.arrivals.length > 1) {
				return json(response, { code: 1000, data: { symbol: 'BTC_USDT', last: '1' } });
			}
			response.writeHead(200);
			return response.write(' ');
		};
		const { outputs, error } = await run(TICKER);
		expect(error).toBeUndefined();
		expect(outputs.flat()).toHaveLength(1);
		expect(odd.arrivals).toHaveLength(2);
	});
});

describe('row 20: a server that echoes what it was sent', () => {
	it('shows neither key nor signature nor memo, in an error or an item', async () => {
		const echo = (arrival: OddServer['arrivals'][number]) =>
			`you sent ${JSON.stringify(arrival.headers)} with ${SECRETS.memo} and ${SECRETS.secretKey}`;
		const seen: string[] = [];
		for (const [status, code] of [
			[400, 50020],
			[401, 30005],
			[200, 99999],
			[200, 1000],
		] as const) {
			odd.reply = (arrival, response) =>
				json(
					response,
					{
						code,
						message: echo(arrival),
						trace: echo(arrival),
						data: { order_id: '7', echo: echo(arrival) },
					},
					status,
				);
			ledger.clear();
			const { outputs, error } = await run({ ...ORDER, options: { clientOrderId: `c${code}` } });
			seen.push(JSON.stringify([outputs, error, error?.message, error?.description]));
		}
		const signatures = odd.arrivals.map(({ headers }) => String(headers['x-bm-sign']));
		expect(signatures.length).toBeGreaterThanOrEqual(4);
		for (const secret of [SECRETS.accessKey, SECRETS.secretKey, ...signatures]) {
			expect(seen.join('\n')).not.toContain(secret);
		}
		expect(seen.slice(0, 2).join('\n')).not.toContain(SECRETS.memo);
	});
});

describe('row 24: a clock that says nothing', () => {
	it.each([null, {}, { server_time: 'noon' }, []])(
		'%p is not learned, and the refusal of the timestamp is what is shown',
		async (data) => {
			odd.reply = ({ endpoint }, response) =>
				endpoint === 'GET /system/time'
					? json(response, { code: 1000, data })
					: json(response, { code: 30007, message: 'timestamp' }, 401);
			const { error } = await run(ORDER);
			expect(error?.message).toContain('code 30007');
			expect(placed()).toHaveLength(2);
		},
	);
});

describe('row 26: an answer without an end', () => {
	const flood = (response: Parameters<OddServer['reply']>[1], sent: { bytes: number }) => {
		const chunk = Buffer.alloc(1_000_000, ' ');
		response.writeHead(200, { 'Content-Type': 'application/json' });
		const more = () => {
			while (sent.bytes < 300_000_000 && !response.destroyed) {
				sent.bytes += chunk.length;
				if (!response.write(chunk)) return void response.once('drain', more);
			}
			response.end();
		};
		more();
	};

	it('is cut off with a sentence', async () => {
		const sent = { bytes: 0 };
		odd.reply = (_arrival, response) => flood(response, sent);
		const { error } = await run(TICKER);
		expect(error?.message).toBe('The answer of BitMart is too long: more than 20 megabytes');
		expect(sent.bytes).toBeLessThan(60_000_000);
		expect(odd.arrivals).toHaveLength(1);
	});

	it('to an order leaves it open', async () => {
		odd.reply = ({ endpoint }, response) =>
			endpoint === 'POST /spot/v2/submit_order'
				? flood(response, { bytes: 0 })
				: json(response, { code: 50005, message: 'not found' }, 400);
		const { error } = await run(ORDER);
		expect(error?.message).toContain('It is not known whether this was carried out');
	});
});
