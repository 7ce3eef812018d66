import errors from '../../sandbox/api/errors.json';
import futuresFile from '../../sandbox/api/futures.json';
import spotFile from '../../sandbox/api/spot.json';
import { startSandbox, type Sandbox } from '../../sandbox';
import { caller, type Reply } from './caller';

interface Param {
	name: string;
	in: string;
	type: string;
	required: boolean | string;
	wire?: string;
	enum?: Array<{ value: unknown }>;
	min?: number;
	items?: Param[];
}
interface Endpoint {
	method: string;
	path: string;
	auth: string;
	permission: string;
	params: Param[];
	response: { example: { code?: unknown; data?: unknown } };
}

const described = [
	...(spotFile.endpoints as Endpoint[]).map((endpoint) => ({ ...endpoint, host: 'spot' as const })),
	...(futuresFile.endpoints as Endpoint[]).map((endpoint) => ({
		...endpoint,
		host: 'futures' as const,
	})),
];

const NOW = Date.UTC(2026, 0, 5, 12);
const UID = '80000001';
const SUB = '80000002';

let sandbox: Sandbox;
let spot: ReturnType<typeof caller>;
let futures: ReturnType<typeof caller>;
let desk: { spot: ReturnType<typeof caller>; futures: ReturnType<typeof caller> };
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => NOW });
	const key = {
		accessKey: 'example-access-key-sub',
		secretKey: 'example-secret-sub',
		memo: 'sub account',
	};
	spot = caller(sandbox.spotUrl, () => NOW);
	futures = caller(sandbox.futuresUrl, () => NOW);
	desk = {
		spot: caller(sandbox.spotUrl, () => NOW, key),
		futures: caller(sandbox.futuresUrl, () => NOW, key),
	};
});
afterAll(async () => await sandbox.stop());

/** Something acceptable for a parameter, as its JSON value. */
function sample(param: Param, host: string): unknown {
	if (param.type === 'object[]') return [sampleAll(param.items ?? [], host)];
	if (param.type === 'string[]') return ['1'];
	if (param.enum) return param.enum[0]?.value;
	if (param.type === 'boolean') return 'true';
	if (param.type === 'decimal') return '1';
	if (param.type === 'integer' || param.type === 'long') return Math.max(param.min ?? 1, 1);
	if (param.name === 'symbol') return host === 'spot' ? 'BTC_USDT' : 'BTCUSDT';
	if (param.name === 'leverage') return '10';
	if (param.name === 'currency') return 'USDT';
	if (param.name === 'accountName' || param.name.endsWith('Account')) return 'desk1@example.com';
	return 'a1';
}

const sampleAll = (params: Param[], host: string) =>
	Object.fromEntries(
		params
			.filter((param) => param.required !== false && param.name !== 'notional')
			.map((param) => [param.name, sample(param, host)]),
	);

const data = async (reply: Promise<Reply>) => {
	const { code, message, data: result } = await reply;
	expect({ code, message }).toMatchObject({ code: 1000 });
	return result;
};

/** Gives the books one of everything, so that no list is empty; returns the ids. */
async function fill(): Promise<Record<string, string>> {
	sandbox.reset();
	const { seed } = sandbox;
	seed.spotOrders(UID, [{}]);
	seed.spotTrades(UID, [{ orderId: '1187654321098765432' }]);
	seed.algoOrders(UID, [{}]);
	const [withdrawal] = seed.withdrawals(UID, [{}]);
	seed.loans(UID, [{}]);
	seed.repayments(UID, [{}]);
	seed.transfers(UID, [{}]);
	seed.subTransfers(UID, SUB, [{}, { host: 'futures' }]);
	seed.futuresOrders(UID, [{}]);
	seed.futuresTrades(UID, [{}]);
	seed.transactions(UID, [{}]);
	const limit = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.001', price: '50000' };
	const order = await data(
		spot.post('/spot/v2/submit_order', { ...limit, client_order_id: 'mine' }),
	);
	const algo = await data(
		spot.post('/spot/v4/algo/submit_order', {
			...limit,
			type: 'trigger',
			trigger_price: '50000',
			trigger_type: 'limit',
			client_order_id: 'algo',
		}),
	);
	const fund = { symbol: 'BTC_USDT', currency: 'USDT', amount: '100' };
	await data(spot.post('/spot/v1/margin/isolated/transfer', { ...fund, side: 'in' }));
	await data(spot.post('/spot/v1/margin/isolated/borrow', fund));
	const terms = { symbol: 'BTCUSDT', leverage: '10', open_type: 'cross', size: 10 };
	const submit = '/contract/private/submit-order';
	await data(futures.post(submit, { ...terms, side: 1, type: 'market' }));
	await data(futures.post(submit, { ...terms, side: 1, price: '50000', client_order_id: 'limit' }));
	const plan = { ...terms, side: 1, trigger_price: '50000', price_way: 2, price_type: 1 };
	await data(
		futures.post('/contract/private/submit-plan-order', { ...plan, executive_price: '50000' }),
	);
	await data(
		futures.post('/contract/private/submit-tp-sl-order', {
			symbol: 'BTCUSDT',
			type: 'take_profit',
			side: 3,
			trigger_price: '90000',
			executive_price: '0',
			price_type: 1,
		}),
	);
	await data(
		futures.post('/contract/private/submit-trail-order', {
			...terms,
			side: 3,
			activation_price: '90000',
			callback_rate: '1',
			activation_price_type: 1,
		}),
	);
	const byType = (type: string) =>
		sandbox.futures.orders(UID).find((entry) => entry.type === type && entry.state === 2)
			?.orderId ?? '';
	return {
		order: order.order_id,
		algo: algo.order_id,
		withdrawal: withdrawal?.id ?? '',
		limit: byType('limit'),
		plan: byType('plan'),
		profit: byType('take_profit'),
		trailing: byType('trailing'),
	};
}

type Ids = Record<string, string>;
const big = '__big__';

/** What an endpoint needs beyond any acceptable value, because the books are asked. */
const sensible: Record<string, (ids: Ids) => Record<string, unknown>> = {
	'GET /account/v1/wallet': () => ({ needUsdValuation: 'true' }),
	'GET /account/v1/deposit/address': () => ({ currency: 'USDT-TRC20' }),
	'GET /account/v1/withdraw/charge': () => ({ currency: 'USDT-TRC20' }),
	'POST /account/v1/withdraw/apply': () => ({
		currency: 'USDT-TRC20',
		amount: '50',
		address: 'TXexampleAddress0000000000000000000',
		address_memo: undefined,
		type: undefined,
		value: undefined,
		areaCode: undefined,
	}),
	'GET /account/v2/deposit-withdraw/history': () => ({ operation_type: 'withdraw' }),
	'GET /account/v1/deposit-withdraw/detail': (ids) => ({ id: ids.withdrawal }),
	...Object.fromEntries(
		[
			'POST /spot/v1/submit_order',
			'POST /spot/v2/submit_order',
			'POST /spot/v1/margin/submit_order',
		].map((name) => [name, () => ({ price: '50000', size: '0.001' })]),
	),
	'POST /spot/v1/batch_orders': () => ({}),
	'POST /spot/v3/cancel_order': (ids) => ({ order_id: ids.order, client_order_id: undefined }),
	'POST /spot/v1/cancel_order': (ids) => ({ order_id: `${big}${ids.order}` }),
	'POST /spot/v4/cancel_orders': (ids) => ({
		orderIds: [ids.order, '1'],
		clientOrderIds: undefined,
	}),
	'POST /spot/v4/query/order': (ids) => ({ orderId: ids.order }),
	'POST /spot/v4/query/client-order': () => ({ clientOrderId: 'mine' }),
	'POST /spot/v4/query/order-trades': () => ({ orderId: '1187654321098765432' }),
	'POST /spot/v4/algo/submit_order': () => ({ trigger_price: '50000', price: '50000' }),
	'POST /spot/v4/algo/cancel_order': (ids) => ({ order_id: ids.algo, type: 'trigger' }),
	'POST /spot/v4/query/algo/order': (ids) => ({ orderId: ids.algo }),
	'POST /spot/v4/query/algo/client-order': () => ({ clientOrderId: 'algo' }),
	'GET /spot/v1/broker/rebate': () => {
		// The documented answer names a day, so it is that day.
		sandbox.seed.brokerRebates(UID, [{ time: Date.UTC(2026, 0, 1) }]);
		return { start_time: Date.UTC(2026, 0, 1) / 1000, end_time: NOW / 1000 };
	},
	'GET /contract/private/affiliate/rebate-list': () => {
		sandbox.seed.affiliateRebates(UID, [{ time: NOW }]);
		return {
			currency: 'USDT',
			user_id: undefined,
			page: 1,
			rebate_start_time: undefined,
			rebate_end_time: undefined,
		};
	},
	'POST /account/sub-account/main/v1/sub-to-sub': () => ({ toAccount: 'desk2@example.com' }),
	'POST /account/sub-account/sub/v1/sub-to-sub': () => ({ subAccount: 'desk2@example.com' }),
	'GET /contract/public/kline': () => ({
		step: 1,
		start_time: NOW / 1000 - 60,
		end_time: NOW / 1000,
	}),
	'GET /contract/public/markprice-kline': () => ({
		start_time: NOW / 1000 - 60,
		end_time: NOW / 1000,
	}),
	'GET /contract/private/order': (ids) => ({ order_id: ids.limit }),
	'POST /contract/private/submit-order': () => ({ price: '50000' }),
	'POST /contract/private/modify-limit-order': (ids) => ({
		order_id: `${big}${ids.limit}`,
		client_order_id: undefined,
		price: '50001',
		size: 9,
	}),
	'POST /contract/private/cancel-all-after': () => ({ timeout: 5 }),
	'POST /contract/private/submit-leverage': () => ({ leverage: undefined }),
	'POST /contract/private/submit-plan-order': () => ({
		trigger_price: '50000',
		executive_price: '50000',
		price_way: 2,
	}),
	'POST /contract/private/modify-plan-order': (ids) => ({
		order_id: ids.plan,
		trigger_price: '50001',
		executive_price: '50001',
	}),
	'POST /contract/private/modify-preset-plan-order': (ids) => ({
		order_id: ids.limit,
		preset_take_profit_price: '70000',
	}),
	'POST /contract/private/submit-tp-sl-order': () => ({
		side: 3,
		trigger_price: '90000',
		executive_price: '0',
	}),
	'POST /contract/private/modify-tp-sl-order': (ids) => ({
		order_id: ids.profit,
		client_order_id: undefined,
		trigger_price: '90001',
	}),
	'POST /contract/private/submit-trail-order': () => ({ activation_price: '90000' }),
};

/** Refused for good reason: nothing can be set up so that these calls succeed. */
const refusedAnyway: Record<string, number> = {
	// A position is open.
	'POST /contract/private/set-position-mode': 40059,
};

/** The keys and JSON types of an example must be there; empty lists and words for "no value" say nothing. */
function expectShape(example: unknown, actual: unknown, at: string): void {
	if (example === null || actual === null) return;
	if (Array.isArray(example)) {
		expect({ at, list: Array.isArray(actual) }).toEqual({ at, list: true });
		const [first] = actual as unknown[];
		if (example.length === 0) return;
		expect({ at, rows: first !== undefined }).toEqual({ at, rows: true });
		expectShape(example[0], first, `${at}[0]`);
		return;
	}
	expect({ at, type: typeof actual }).toEqual({ at, type: typeof example });
	if (typeof example !== 'object') return;
	for (const [name, value] of Object.entries(example)) {
		expect(Object.keys(actual as object)).toContain(name);
		expectShape(value, (actual as Record<string, unknown>)[name], `${at}.${name}`);
	}
}

describe('every described endpoint', () => {
	test('there are 139', () => expect(described).toHaveLength(139));

	test.each(
		described.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
	)(
		'%s takes what it documents and answers in its own shape',
		async (name, { host, method, path, auth, params, response }) => {
			const ids = auth === 'NONE' ? {} : await fill();
			const values: Record<string, unknown> = Object.fromEntries(
				Object.entries({ ...sampleAll(params, host), ...sensible[name]?.(ids) }).filter(
					([, value]) => value !== undefined,
				),
			);
			const from = path.includes('/sub-account/sub/') ? desk : { spot, futures };
			const { get, post } = from[host];
			const query = new URLSearchParams(
				Object.entries(values).map(([key, value]) => [key, String(value)] as [string, string]),
			).toString();
			const body = JSON.stringify(values).replace(new RegExp(`"${big}(\\d+)"`), '$1');
			const reply = method === 'GET' ? await get(`${path}?${query}`) : await post(path, body);
			if (refusedAnyway[name] !== undefined) {
				expect(reply).toMatchObject({ code: refusedAnyway[name] });
				return;
			}
			expect({ code: reply.code, message: reply.message }).toMatchObject({
				code: response.example.code,
			});
			expect(reply.status).toBe(200);
			// The elements of the batch are worth 1 USDT: each is refused on its own.
			const refused = /batch_orders$/.test(path);
			if (!refused) expectShape(response.example.data, reply.data, 'data');
		},
	);

	test.each(
		described
			.filter((endpoint) => endpoint.auth !== 'NONE')
			.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
	)('%s is closed without a key', async (_name, { host, method, path }) => {
		const { get, post } = { spot, futures }[host];
		const reply = method === 'GET' ? await get(path, {}) : await post(path, {}, { 'X-BM-KEY': '' });
		expect(reply).toMatchObject({ status: 401, code: 30001 });
		const entry = errors.codes.find(({ code }) => code === reply.code);
		expect(reply.status).toBe(entry?.httpStatus);
	});
});

afterEach(() => {
	// Every refusal has the HTTP status of the error list; where it names none, 400.
	for (const { code, status, refused } of sandbox.requests) {
		if (refused === undefined) continue;
		const entry = errors.codes.find((candidate) => candidate.code === code);
		expect({ code, status }).toEqual({ code, status: entry?.httpStatus ?? 400 });
	}
});
