/**
 * The guard rails of the credential: whoever tries to pass one, a BitMart node or n8n's own HTTP Request
 * node, is refused with the name of the setting, and the exchange hears nothing of it.
 */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { place, runOnce, storeCredential } from './place.mjs';
import { WITHDRAWAL, account, chain, futures, httpRequest, spot } from './workflows.mjs';

const SPOT_ORDER = {
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.01',
	price: '55000.00',
};

const spotOrder = (more = {}) => [
	spot,
	{ resource: 'order', operation: 'create', ...SPOT_ORDER, options: {}, ...more },
];

const futuresOrder = [
	futures,
	{
		resource: 'order',
		operation: 'create',
		symbol: 'BTCUSDT',
		side: 'openLong',
		type: 'limit',
		price: '50000.0',
		size: 20,
		leverage: '10',
		marginMode: 'isolated',
		options: {},
	},
];

const FUTURES_ORDER = {
	symbol: 'BTCUSDT',
	side: 1,
	type: 'limit',
	price: '50000.0',
	size: 20,
	leverage: '10',
	open_type: 'isolated',
};

const withdrawal = [account, WITHDRAWAL];

const transfer = [
	futures,
	{
		resource: 'transfer',
		operation: 'create',
		currency: 'USDT',
		amount: '5',
		direction: 'spotToFutures',
		options: {},
	},
];

const borrowing = [
	spot,
	{
		resource: 'marginLoan',
		operation: 'borrow',
		symbol: 'BTC_USDT',
		currency: 'USDT',
		amount: '50',
	},
];

const cancelAll = [spot, { resource: 'order', operation: 'cancelAll', options: {} }];

/** Reading only. */
const NOTHING = {
	allowSpotTrading: false,
	allowMarginTrading: false,
	allowFuturesTrading: false,
	allowTransfers: false,
	allowWithdrawals: false,
};

/** Each rail: what the credential says, who tries to pass it, and the setting that the refusal names. */
const RAILS = [
	{
		rail: 'withdrawals are off where nothing was chosen',
		data: {},
		nodes: [withdrawal],
		requests: [
			[
				'/account/v1/withdraw/apply',
				{ currency: 'USDT-TRC20', amount: '20', address: 'TXexampleAddress0000000000000000000' },
			],
		],
		names: /switch on Allow Withdrawals/,
	},
	{
		rail: 'reading only',
		data: NOTHING,
		nodes: [spotOrder(), futuresOrder, cancelAll],
		requests: [
			['/spot/v2/submit_order', SPOT_ORDER],
			['/spot/v4/cancel_all', {}],
			['/spot/v4/query/open-orders', {}],
		],
		names: /switch on Allow \w+ Trading/,
	},
	{
		rail: 'a body that is meant for another call',
		data: NOTHING,
		nodes: [],
		requests: [
			[
				'/spot/v4/query/open-orders',
				{ currency: 'USDT-TRC20', amount: '20', address: 'TXexample' },
			],
			['/spot/v4/query/open-orders', { limit: 1, ...SPOT_ORDER }],
			['/account/v1/transfer-contract-list', { currency: 'USDT', amount: '5' }, 'futures'],
		],
		names: /which is no parameter of this call/,
	},
	{
		rail: 'no futures trading',
		data: { allowFuturesTrading: false },
		nodes: [futuresOrder],
		requests: [['/contract/private/submit-order', FUTURES_ORDER, 'futures']],
		names: /switch on Allow Futures Trading/,
	},
	{
		rail: 'no margin trading',
		data: { allowMarginTrading: false },
		nodes: [borrowing],
		requests: [
			['/spot/v1/margin/isolated/borrow', { symbol: 'BTC_USDT', currency: 'USDT', amount: '50' }],
		],
		names: /switch on Allow Margin Trading/,
	},
	{
		rail: 'no transfers',
		data: { allowTransfers: false },
		nodes: [transfer],
		requests: [
			[
				'/account/v1/transfer-contract',
				{ currency: 'USDT', amount: '5', type: 'spot_to_contract' },
			],
		],
		names: /switch on Allow Transfers/,
	},
	{
		rail: 'one symbol only',
		data: { allowedSymbols: 'ETH_USDT' },
		nodes: [spotOrder(), futuresOrder, cancelAll],
		requests: [
			['/spot/v2/submit_order', SPOT_ORDER],
			['/spot/v4/cancel_all', {}],
			['/spot/v2/submit_order', { ...SPOT_ORDER, symbol: 'btc_usdt' }],
		],
		names: /Allowed Symbols/,
	},
	{
		rail: 'orders of 500 USDT at most',
		data: { largestOrderValue: '500' },
		// 550 USDT, a market sell of about 620, and contracts of 1000.
		nodes: [spotOrder(), spotOrder({ side: 'sell', type: 'market' }), futuresOrder],
		requests: [
			['/spot/v2/submit_order', SPOT_ORDER],
			['/spot/v2/submit_order', { symbol: 'BTC_USDT', side: 'sell', type: 'market', size: '0.01' }],
			['/contract/private/submit-order', FUTURES_ORDER, 'futures'],
		],
		names: /Largest Order Value/,
		/** What a market order is worth, only the exchange can tell. */
		readsPrices: true,
	},
	{
		rail: 'other spellings of a forbidden path',
		data: { allowSpotTrading: false },
		nodes: [],
		requests: [
			['/spot/v2/submit%5Forder', SPOT_ORDER],
			['//spot/v2/submit_order', SPOT_ORDER],
			['/spot/v1/../v2/submit_order', SPOT_ORDER],
			['/spot/v2/submit_order/', SPOT_ORDER],
			['/spot/v2/submit_order?symbol=BTC_USDT', SPOT_ORDER],
			['/SPOT/v2/submit_order', SPOT_ORDER],
		],
		names: /This credential (does not sign|does not allow)/,
	},
];

/** An HTTP Request node that sends these very bytes. */
function raw(name, options, text) {
	const node = httpRequest(name, { ...options, body: {} });
	const { specifyBody, jsonBody, ...parameters } = node.parameters;
	assert.ok(specifyBody && jsonBody);
	const body = { contentType: 'raw', rawContentType: 'application/json', body: text };
	return { ...node, parameters: { ...parameters, ...body } };
}

/** Runs one node, which has to be refused. Answers what it says. */
async function refused(node, names) {
	const execution = await runOnce(chain(`Guard rail: ${node.name}`, node));
	assert.equal(execution.status, 'error', `${node.name} was not refused`);
	const { message, description } = execution.errorOf(node.name);
	const text = [message, description].filter(Boolean).join(' ');
	assert.match(text, names, node.name);
	return text;
}

/** Read before a futures order, and so before its value is judged with the prices at hand. */
const POSITION_MODE = '/contract/private/get-position-mode';

/** What reached the exchange that only a key can do, or that changes something; but for the position mode. */
const signedRequests = () =>
	place.sandbox.requests.filter(
		({ method, path, headers }) =>
			method === 'POST' || (headers['x-bm-key'] !== undefined && path !== POSITION_MODE),
	);

describe('guard rails', () => {
	before(async () => {
		// Without these fields in the credential every test below would fail for the wrong reason.
		const types = await place.n8n.request('GET', '/types/credentials.json');
		const { properties } = types.find(({ name }) => name === 'bitmartApi');
		const names = properties.map(({ name }) => name);
		for (const name of ['allowSpotTrading', 'allowedSymbols', 'largestOrderValue']) {
			assert.ok(names.includes(name), `the credential has no field ${name}`);
		}
	});

	for (const { rail, data, nodes, requests, names, readsPrices = false } of RAILS) {
		test(rail, async (context) => {
			const credential = await storeCredential(`BitMart (${rail})`, data);
			const told = new Set();
			for (const [make, parameters] of nodes) {
				const { resource, operation } = parameters;
				const node = make(`${resource} ${operation}`, parameters, {
					credentials: { bitmartApi: credential },
				});
				told.add(await refused(node, names));
			}
			const reads = place.sandbox.requests.map(({ path }) => path);
			if (!readsPrices) assert.deepEqual(reads, [], 'nothing at all was sent');
			place.sandbox.requests.length = 0;

			for (const [path, body, host = 'spot'] of requests) {
				const url = `${place.sandbox[`${host}Url`]}${path}`;
				told.add(await refused(httpRequest(`POST ${path}`, { url, body, credential }), names));
			}
			assert.deepEqual(place.sandbox.requests, [], 'nothing at all was sent');
			for (const text of told) context.diagnostic(text);
		});

		test(`${rail}: not with Continue On Fail either`, async () => {
			const credential = await storeCredential(`BitMart (${rail})`, data);
			const goesOn = { onError: 'continueRegularOutput' };
			const [[path, body, host = 'spot']] = requests;
			const url = `${place.sandbox[`${host}Url`]}${path}`;
			const all = [
				...nodes.map(([make, parameters], index) =>
					make(`Node ${index}`, parameters, {
						...goesOn,
						credentials: { bitmartApi: credential },
					}),
				),
				{ ...httpRequest('Request', { url, body, credential }), ...goesOn },
			];
			const execution = await runOnce(chain(`Guard rail: ${rail}`, ...all));
			assert.equal(execution.status, 'success');
			for (const { name } of all) {
				assert.ok(execution.items(name)[0]?.error, `${name} says why`);
			}
			assert.deepEqual(signedRequests(), []);
		});
	}

	test('a key that stands twice in the body', async (context) => {
		const credential = await storeCredential('BitMart (twice)', { allowedSymbols: 'ETH_USDT' });
		const url = `${place.sandbox.spotUrl}/spot/v2/submit_order`;
		const rest = '"side":"buy","type":"limit","size":"0.01","price":"2500.00"';
		for (const text of [
			`{"symbol":"BTC_USDT",${rest},"symbol":"ETH_USDT"}`,
			`{"symbol":"ETH_USDT",${rest},"symbol":"BTC_USDT"}`,
			`{"symbol":"ETH_USDT",${rest},"Symbol":"BTC_USDT"}`,
		]) {
			const said = await refused(raw('Twice', { url, credential }, text), /twice|Allowed Symbols/);
			context.diagnostic(said);
		}
		assert.deepEqual(place.sandbox.requests, []);
	});

	test('what stays within all rails is sent', async (context) => {
		const credential = await storeCredential('BitMart (rails)', {
			...NOTHING,
			allowSpotTrading: true,
			allowedSymbols: 'ETH_USDT',
			largestOrderValue: '500',
		});
		const order = { symbol: 'ETH_USDT', side: 'buy', type: 'limit', size: '0.1', price: '2500.00' };
		const url = `${place.sandbox.spotUrl}/spot/v2/submit_order`;
		const [make, parameters] = spotOrder(order);
		const execution = await runOnce(
			chain(
				'Within the rails',
				make('Order', parameters, { credentials: { bitmartApi: credential } }),
				httpRequest('Request', { url, body: order, credential }),
				spot(
					'Open Orders',
					{ resource: 'order', operation: 'getManyOpen', returnAll: false, limit: 50, options: {} },
					{ credentials: { bitmartApi: credential } },
				),
			),
		);
		assert.equal(execution.status, 'success', JSON.stringify(execution.error));
		assert.equal(execution.items('Open Orders').length, 2);
		context.diagnostic('two orders of 250 USDT placed, one by each node');
	});
});
