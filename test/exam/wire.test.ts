/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { forgetRates } from '../../nodes/core/exchange/pacing';
import { ledger } from '../../nodes/core/writes/ledger';
import type { OperationDoc } from '../../scripts/lib/describe';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import type { OddServer } from '../support/server';
import { json, startOddServer } from '../support/server';

/** What goes over the wire and comes back: found by an examination from outside, row by row. */

let odd: OddServer;
beforeAll(async () => {
	odd = await startOddServer();
	permit(odd.url, 'BTC_USDT', 'BTCUSDT');
});
afterAll(async () => await odd.stop());
beforeEach(() => {
	odd.arrivals = [];
	forgetRates();
	ledger.clear();
});

const run = async (node: string, parameters: Record<string, unknown>) => {
	const { outputs, error } = await runNode(node, parameters, {
		credential: {
			environment: 'sandbox',
			sandboxSpotUrl: odd.url,
			sandboxFuturesUrl: odd.url,
			accessKey: 'example-access-key-0001',
			secretKey: 'example-secret-key-0001',
			memo: 'memo',
		},
	});
	if (error) throw error;
	return outputs.flat().map(({ json: item }) => item);
};

const answering = (data: unknown) => {
	odd.reply = (_arrival, response) => json(response, { code: 1000, message: 'OK', data });
};

describe('row 29: rates of margin loans', () => {
	it('takes several pairs at once', async () => {
		answering({ symbols: [] });
		await run('bitmartSpot', {
			resource: 'marginAccount',
			operation: 'getRates',
			options: { symbol: 'btc/usdt, ETH_USDT' },
		});
		expect(odd.arrivals.map(({ url }) => url)).toEqual([
			'/spot/v1/margin/isolated/pairs?symbol=BTC_USDT%2CETH_USDT',
		]);
	});
});

describe('row 31: affiliate rebates', () => {
	it('keep the sums that stand beside the list', async () => {
		answering({
			btc_rebate_sum: 1,
			usdt_rebate_sum: 2,
			eth_rebate_sum: 3,
			rebate_detail_page_data: [{ trade_user_id: 7 }],
		});
		const items = await run('bitmartFutures', {
			resource: 'affiliate',
			operation: 'getRebates',
			currency: 'USDT',
			returnAll: false,
			limit: 5,
		});
		expect(items).toEqual([
			{ trade_user_id: '7', btc_rebate_sum: 1, usdt_rebate_sum: 2, eth_rebate_sum: 3 },
		]);
	});
});

describe('row 32: an outcome', () => {
	it.each([
		['bitmartSpot', { resource: 'order', operation: 'cancelAll' }],
		['bitmartSpot', { resource: 'triggerOrder', operation: 'cancelAll', triggerKind: 'trigger' }],
		['bitmartFutures', { resource: 'order', operation: 'cancelAll', symbol: 'BTCUSDT' }],
		['bitmartFutures', { resource: 'demo', operation: 'claim' }],
	])('is not said of what neither places nor moves: %s %j', async (node, parameters) => {
		answering({ amount: '1' });
		const [item] = await run(node, parameters);
		expect(item).toBeDefined();
		expect(item).not.toHaveProperty('outcome');
	});
});

describe('row 33: what the answer says', () => {
	it('stands in the item of a transfer', async () => {
		answering({ currency: 'USDT', amount: '9.99' });
		const items = await run('bitmartFutures', {
			resource: 'transfer',
			operation: 'create',
			currency: 'USDT',
			amount: '10',
			direction: 'spotToFutures',
		});
		expect(items).toMatchObject([{ amount: '9.99' }]);
	});

	it('stands in the item of a changed order', async () => {
		answering({ order_id: 3000417725906318, client_order_id: 'n8nA1' });
		const items = await run('bitmartFutures', {
			resource: 'order',
			operation: 'modify',
			symbol: 'BTCUSDT',
			findBy: 'orderId',
			orderId: '3000417725906318',
			price: '60000',
		});
		expect(items).toMatchObject([{ orderId: '3000417725906318', clientOrderId: 'n8nA1' }]);
	});
});

describe('row 35: docs/operations.json', () => {
	const entries = JSON.parse(
		readFileSync(join(__dirname, '../../docs/operations.json'), 'utf8'),
	) as OperationDoc[];
	const entry = (endpoint: string) => entries.find((one) => one.endpoint === endpoint);
	const parameter = (endpoint: string, name: string) =>
		entry(endpoint)?.parameters.find((one) => one.name === name);

	it('says what is a list, and of what', () => {
		expect(parameter('POST /spot/v4/cancel_orders', 'orderIds')?.list).toEqual({
			of: 'id',
			most: 10,
		});
		expect(parameter('GET /spot/v1/margin/isolated/pairs', 'symbol')?.list).toEqual({ of: 'text' });
	});

	it('says what a choice allows, and what the form starts with', () => {
		expect(parameter('POST /spot/v2/submit_order', 'side')).toMatchObject({
			choices: ['buy', 'sell'],
			default: 'buy',
		});
	});

	it('lists the switch that simplifies', () => {
		expect(parameter('POST /spot/v4/query/open-orders', 'simplify')).toMatchObject({
			in: 'node',
			wire: null,
			default: true,
		});
	});

	it.each([
		['POST /spot/v2/submit_order', 'taken'],
		['POST /spot/v1/submit_order', 'refused'],
		['POST /spot/v1/margin/submit_order', 'refused'],
		['POST /spot/v4/algo/submit_order', 'refused'],
		['POST /account/v1/withdraw/apply', 'refused'],
		['POST /spot/v4/query/open-orders', null],
	])('says whether %s takes an Idempotency Key: %s', (endpoint, taken) => {
		expect(entry(endpoint)?.idempotencyKey).toBe(taken);
	});
});
