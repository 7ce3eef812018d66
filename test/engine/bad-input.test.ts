import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

const sandbox = useNodes();
beforeAll(() => permit(sandbox.spotUrl, 'BTC_USDT'));

const LIMIT_BUY = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '0.001',
	price: '55000',
};

async function create(changes: Record<string, unknown>) {
	return await runNode(
		'bitmartSpot',
		{ ...LIMIT_BUY, ...changes },
		{ credential: sandboxCredential(sandbox) },
	);
}

const BAD: Array<[string, Record<string, unknown>, string]> = [
	['an empty symbol', { symbol: '' }, 'Parameter "Symbol" is required'],
	['a symbol from an empty expression', { symbol: '={{ "" }}' }, 'Symbol is empty'],
	['a blank symbol', { symbol: '  ' }, 'Symbol is empty'],
	[
		'a symbol without a separator',
		{ symbol: 'BTCUSDT' },
		'Symbol must be a trading pair such as BTC_USDT',
	],
	['a symbol of three parts', { symbol: 'BTC_USDT_X' }, 'Symbol must be a trading pair'],
	['a decimal comma', { size: '1,5' }, 'Size must be a plain number such as 0.015'],
	['a negative size', { size: '-1' }, 'Size must be greater than zero'],
	['a size of zero', { size: '0.00' }, 'Size must be greater than zero'],
	['NaN', { price: 'NaN' }, 'Price must be a plain number'],
	['NaN from an expression', { price: '={{ NaN }}' }, 'Price must be a plain number'],
	['a text in a number', { price: 'market' }, 'Price must be a plain number'],
	['a list in a number', { price: '={{ [1] }}' }, 'Price must be a single value'],
	['a limit order without a price', { price: '' }, 'Price is empty'],
	['a limit order whose price is an empty expression', { price: '={{ "" }}' }, 'Price is empty'],
	['a limit order whose price is null', { price: '={{ null }}' }, 'Price is empty'],
	[
		'a market buy without a size',
		{ type: 'market', price: '', size: '={{ "" }}' },
		'Size is empty',
	],
	[
		'a market buy without a size, chosen by an expression',
		{ type: '={{ "market" }}', price: '', size: '={{ "" }}' },
		'Size is empty',
	],
	[
		'an unknown unit of the size',
		{ sizeIn: '={{ "euro" }}' },
		'Size In must be one of: Base Currency, Percent of What Is Available, Quote Currency',
	],
	['an unknown side', { side: '={{ "hold" }}' }, 'Side must be one of: Buy, Sell'],
	['an unknown type', { type: '={{ "stop" }}' }, 'Type must be one of: Limit, Market'],
	['an unknown operation', { operation: '={{ "explode" }}' }, 'is not known for Order'],
	['an unknown resource', { resource: '={{ "moon" }}' }, 'is not known'],
	[
		'a client order ID with a dash',
		{ options: { clientOrderId: 'a-1' } },
		'Client Order ID must be at most 32 letters and digits',
	],
	[
		'an order ID that lost digits as a number',
		{ operation: 'get', findBy: 'orderId', orderId: '={{ 1187654321098765432 }}' },
		'Order ID arrived as a number that has lost digits',
	],
	[
		'a cancel without an ID',
		{ operation: 'cancel', findBy: 'orderId', orderId: '' },
		'Order ID is empty',
	],
	[
		'a cancel whose ID is an empty expression',
		{ operation: 'cancel', findBy: 'orderId', orderId: '={{ undefined }}' },
		'Order ID is empty',
	],
	[
		'a limit above the maximum',
		{ resource: 'market', operation: 'getOrderBook', limit: 51 },
		'Limit must be at most 50',
	],
	['a limit of zero', { operation: 'getManyOpen', limit: 0 }, 'Limit must be at least 1'],
	[
		'a broken limit',
		{ operation: 'getManyOpen', limit: '={{ 1.5 }}' },
		'Limit must be a whole number',
	],
	[
		'a date that is none',
		{ operation: 'getManyOpen', limit: 5, options: { startTime: 'yesterday' } },
		'Start Time must be a date such as 2026-08-01T12:00:00Z',
	],
];

describe('bad input', () => {
	it.each(BAD)('%s gets a sentence, and nothing is sent', async (_name, changes, sentence) => {
		const { error } = await create(changes);
		expect(error?.message).toContain(sentence);
		expect(sandbox.requests).toEqual([]);
	});

	it('a private operation without a credential gets a sentence, and nothing is sent', async () => {
		const { error } = await runNode('bitmartSpot', LIMIT_BUY);
		expect(error?.message).toContain('needs a credential');
		expect(sandbox.requests).toEqual([]);
	});

	it.each([
		['environment', { environment: 'moon' }, 'Environment of the credential'],
		['access key', { accessKey: '' }, 'Access Key of the credential is empty'],
		['secret key', { secretKey: ' ' }, 'Secret Key of the credential is empty'],
		[
			'sandbox address',
			{ sandboxSpotUrl: 'https://example.org' },
			'Sandbox Spot URL of the credential',
		],
	])(
		'a credential with a bad %s gets a sentence, and nothing is sent',
		async (_name, changes, sentence) => {
			const { error } = await runNode('bitmartSpot', LIMIT_BUY, {
				credential: sandboxCredential(sandbox, changes),
			});
			expect(error?.message).toContain(sentence);
			expect(sandbox.requests).toEqual([]);
		},
	);

	it('a spot order in the demo environment gets a sentence, and nothing is sent', async () => {
		const { error } = await runNode('bitmartSpot', LIMIT_BUY, {
			credential: sandboxCredential(sandbox, { environment: 'demo' }),
		});
		expect(error?.message).toContain('The Futures Demo environment has futures only');
		expect(sandbox.requests).toEqual([]);
	});

	it('names the item where there are several', async () => {
		const { error } = await runNode(
			'bitmartSpot',
			{ ...LIMIT_BUY, size: '={{ $json.size }}' },
			{ credential: sandboxCredential(sandbox), items: [{ size: '0.001' }, { size: 'x' }] },
		);
		expect(error?.message).toContain('[item 1]');
		expect(sandbox.requests).toEqual([]);
	});
});

describe('unusual but good input', () => {
	it.each([
		['an exponent is written out', { size: '1e-2' }, '"size":"0.01"'],
		['a number from an expression is written out', { size: '={{ 0.01 }}' }, '"size":"0.01"'],
		[
			'trailing zeros stay',
			{ size: '0.0010', price: '55000.00' },
			'"size":"0.0010","price":"55000.00"',
		],
		['a slash and lower case name the pair', { symbol: 'btc/usdt' }, '"symbol":"BTC_USDT"'],
		['a choice may be written in another case', { side: '={{ "BUY" }}' }, '"side":"buy"'],
		['blanks around a number do not matter', { size: ' 0.001 ' }, '"size":"0.001"'],
	])('%s', async (_name, changes, text) => {
		const { error } = await create(changes);
		expect(error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(1);
		expect(sandbox.requests[0]?.body).toContain(text);
	});

	it('1e-7 reaches the exchange as 0.0000001', async () => {
		await create({ size: '1e-7' });
		expect(sandbox.requests.map(({ body }) => body)).toEqual([
			expect.stringContaining(
				'{"symbol":"BTC_USDT","side":"buy","type":"limit","size":"0.0000001","price":"55000",',
			),
		]);
	});

	it('drops fields that do not belong to the chosen type, even when an expression chooses it', async () => {
		await create({ type: '={{ "market" }}', sizeIn: '={{ "quote" }}', size: '10' });
		expect(sandbox.requests.map(({ body }) => body)).toEqual([
			expect.stringMatching(
				/^\{"symbol":"BTC_USDT","side":"buy","type":"market","notional":"10","client_order_id":"[0-9a-f]{32}"\}$/,
			),
		]);
	});

	it('asks for nothing that the chosen type does not need, even when an expression chooses it', async () => {
		const { error } = await create({ type: '={{ "market" }}', side: '={{ "sell" }}', price: '' });
		expect(error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(1);
	});
});
