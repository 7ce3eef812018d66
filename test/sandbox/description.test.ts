import errors from '../../sandbox/api/errors.json';
import futuresFile from '../../sandbox/api/futures.json';
import spotFile from '../../sandbox/api/spot.json';
import { startSandbox, type Sandbox } from '../../sandbox';
import { caller } from './caller';

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
	response: { example: { code?: unknown } };
}

const described = [
	...(spotFile.endpoints as Endpoint[]).map((endpoint) => ({ ...endpoint, host: 'spot' as const })),
	...(futuresFile.endpoints as Endpoint[]).map((endpoint) => ({
		...endpoint,
		host: 'futures' as const,
	})),
];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
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
	return 'a1';
}

const sampleAll = (params: Param[], host: string) =>
	Object.fromEntries(
		params
			.filter((param) => param.required !== false && param.name !== 'notional')
			.map((param) => [param.name, sample(param, host)]),
	);

describe('every described endpoint', () => {
	test('there are 139', () => expect(described).toHaveLength(139));

	test.each(
		described.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
	)(
		'%s takes what it documents and answers in its own shape',
		async (_name, { host, method, path, params, response }) => {
			const values: Record<string, unknown> = sampleAll(params, host);
			const url = host === 'spot' ? sandbox.spotUrl : sandbox.futuresUrl;
			const { get, post } = caller(url, Date.now);
			const query = new URLSearchParams(
				Object.entries(values).map(([name, value]) => [name, String(value)] as [string, string]),
			).toString();
			const reply = method === 'GET' ? await get(`${path}?${query}`) : await post(path, values);
			// Order 'a1' does not exist and 1 USDT is too little: the checks before that were passed.
			const business = path.startsWith('/spot/') ? [50005, 51011] : [];
			if (!business.includes(reply.code)) {
				expect(reply.code).toEqual(response.example.code);
				expect(reply.status).toBe(200);
			}
		},
	);

	test.each(
		described
			.filter((endpoint) => endpoint.auth !== 'NONE')
			.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
	)('%s is closed without a key', async (_name, { host, method, path }) => {
		const url = host === 'spot' ? sandbox.spotUrl : sandbox.futuresUrl;
		const { get, post } = caller(url, Date.now);
		const reply = method === 'GET' ? await get(path, {}) : await post(path, {}, { 'X-BM-KEY': '' });
		expect(reply).toMatchObject({ status: 401, code: 30001 });
	});
});

test('every refusal of this file has the HTTP status of the error list', () => {
	const refused = sandbox.requests.filter((request) => request.refused !== undefined);
	expect(refused.length).toBeGreaterThan(100);
	for (const { code, status } of refused) {
		const entry = errors.codes.find((candidate) => candidate.code === code);
		expect({ code, status }).toEqual({ code, status: entry?.httpStatus });
	}
});
