import { marginWallet } from '../../sandbox';
import { useSandbox } from '../support/useSandbox';
import { caller, type Reply } from './caller';

const START = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MAIN = '80000001';
const DESK1 = '80000002';
const DESK2 = '80000003';
const STRANGER = '80000009';
const SUB_KEY = {
	accessKey: 'example-access-key-sub',
	secretKey: 'example-secret-sub',
	memo: 'sub account',
};
let time = START;
let spot: ReturnType<typeof caller>;
let futures: ReturnType<typeof caller>;
let desk: { spot: ReturnType<typeof caller>; futures: ReturnType<typeof caller> };

const sandbox = useSandbox({ now: () => time }, () => {
	time = START;
});
beforeAll(() => {
	const now = () => time;
	spot = caller(sandbox.spotUrl, now);
	futures = caller(sandbox.futuresUrl, now);
	desk = {
		spot: caller(sandbox.spotUrl, now, SUB_KEY),
		futures: caller(sandbox.futuresUrl, now, SUB_KEY),
	};
});

const free = (uid: string, coin = 'USDT') =>
	sandbox.books.balances(uid)[coin]?.available ?? '0.00000000';
const futuresFree = (uid: string) => sandbox.futures.available(uid, 'USDT').toFixed();
const ok = async (reply: Promise<Reply>) => {
	const { code, message, data } = await reply;
	expect({ code, message }).toMatchObject({ code: 1000 });
	return data;
};

describe('between the spot and the futures wallet', () => {
	const path = '/account/v1/transfer-contract';

	test('money moves both ways and leaves its marks', async () => {
		const there = { currency: 'USDT', amount: '150.25', type: 'spot_to_contract' };
		expect(await ok(futures.post(path, there))).toEqual({ currency: 'USDT', amount: '150.25' });
		expect([free(MAIN), futuresFree(MAIN)]).toEqual(['9849.75000000', '5150.25']);
		time += 1000;
		await ok(futures.post(path, { ...there, amount: '50.25', type: 'contract_to_spot' }));
		expect([free(MAIN), futuresFree(MAIN)]).toEqual(['9900.00000000', '5100']);
		const list = await ok(
			futures.post('/account/v1/transfer-contract-list', { page: 1, limit: 10 }),
		);
		expect(list.records).toMatchObject([
			{ amount: '50.25', type: 'contract_to_spot', timestamp: START + 1000 },
			{ amount: '150.25', type: 'spot_to_contract', timestamp: START },
		]);
		const flow = await ok(futures.get('/contract/private/transaction-history?flow_type=1'));
		expect(flow).toMatchObject([
			{ symbol: '', type: 'Transfer', amount: '-50.25' },
			{ symbol: '', type: 'Transfer', amount: '150.25' },
		]);
	});

	test.each([
		['more than the spot wallet has', { amount: '10000.01' }, 200, 42000],
		['more than the futures wallet has', { amount: '5001', type: 'contract_to_spot' }, 200, 42000],
		['nine decimals', { amount: '1.000000001' }, 400, 40005],
		['too little', { amount: '0.001' }, 400, 40044],
		['another currency', { currency: 'BTC' }, 400, 40011],
		['a number instead of text', { amount: 1 }, 400, 40007],
	])('refuses %s and moves nothing', async (_why, change, status, code) => {
		const body = { currency: 'USDT', amount: '1', type: 'spot_to_contract', ...change };
		expect(await futures.post(path, body)).toMatchObject({ status, code });
		expect([free(MAIN), futuresFree(MAIN)]).toEqual(['10000.00000000', '5000']);
		expect(sandbox.transfers.contract(MAIN)).toEqual([]);
	});

	test('lives on the futures host', async () => {
		expect(await spot.post(path, {})).toMatchObject({ status: 404, code: 30000 });
	});
});

describe('between accounts', () => {
	const body = (requestNo: string, more: object = {}) => ({
		requestNo,
		currency: 'USDT',
		amount: '100',
		...more,
	});
	const DESK = { subAccount: 'desk1@example.com' };

	test('each call moves spot money its own way', async () => {
		const base = '/account/sub-account';
		const moves = [
			['main/v1/main-to-sub', spot, DESK, ['9900', '900', '0']],
			['main/v1/sub-to-main', spot, DESK, ['10000', '800', '0']],
			[
				'main/v1/sub-to-sub',
				spot,
				{ fromAccount: 'desk1@example.com', toAccount: 'desk2@example.com' },
				['10000', '700', '100'],
			],
			['sub/v1/sub-to-main', desk.spot, {}, ['10100', '600', '100']],
			[
				'sub/v1/sub-to-sub',
				desk.spot,
				{ subAccount: 'desk2@example.com' },
				['10100', '500', '200'],
			],
		] as const;
		for (const [index, [path, from, more, expected]] of moves.entries()) {
			expect(await ok(from.post(`${base}/${path}`, body(`no${index}`, more)))).toEqual({});
			expect([MAIN, DESK1, DESK2].map((uid) => free(uid))).toEqual(
				expected.map((amount) => `${amount}.00000000`),
			);
		}
		const { data } = await spot.get(
			'/account/sub-account/v1/transfer-history?moveType=spot%20to%20spot&N=100',
		);
		expect(data.total).toBe(3);
		const wallet = await ok(spot.get(`${base}/main/v1/wallet?subAccount=desk1%40example.com`));
		expect(wallet).toEqual({
			wallet: [
				{ currency: 'USDT', name: 'Tether USD', available: '500.00000000', frozen: '0.00000000' },
			],
		});
	});

	test('the futures host moves futures money', async () => {
		const base = '/account/contract/sub-account';
		await ok(futures.post(`${base}/main/v1/main-to-sub`, body('a', DESK)));
		expect([futuresFree(MAIN), futuresFree(DESK1)]).toEqual(['4900', '300']);
		await ok(futures.post(`${base}/main/v1/sub-to-main`, body('b', DESK)));
		await ok(desk.futures.post(`${base}/sub/v1/sub-to-main`, body('c')));
		expect([futuresFree(MAIN), futuresFree(DESK1)]).toEqual(['5100', '100']);
		// Of a number that was used before no refusal is documented here: the money moves again.
		await ok(futures.post(`${base}/main/v1/main-to-sub`, body('a', DESK)));
		expect([futuresFree(MAIN), futuresFree(DESK1)]).toEqual(['5000', '200']);
		await ok(futures.post(`${base}/main/v1/sub-to-main`, body('b', DESK)));
		expect([free(MAIN), free(DESK1)]).toEqual(['10000.00000000', '800.00000000']);
		const wallet = await ok(
			futures.get(`${base}/main/v1/wallet?subAccount=desk1%40example.com&currency=USDT`),
		);
		expect(wallet.wallet).toEqual([
			{ currency: 'USDT', name: 'USDT', available: '100.00000000', frozen: '0.00000000' },
		]);
		const empty = await ok(futures.get(`${base}/main/v1/wallet?subAccount=desk2%40example.com`));
		expect(empty.wallet).toEqual([]);
		expect(
			await futures.post(`${base}/main/v1/main-to-sub`, body('d', { ...DESK, currency: 'BTC' })),
		).toMatchObject({ code: 60000 });
	});

	test('a request number moves money once, even when the money is gone by then', async () => {
		const path = '/account/sub-account/main/v1/main-to-sub';
		const all = body('once', { ...DESK, amount: '10000' });
		await ok(spot.post(path, all));
		expect(await spot.post(path, all)).toMatchObject({ status: 400, code: 61004 });
		expect([free(MAIN), free(DESK1)]).toEqual(['0.00000000', '10800.00000000']);
		// A refused transfer does not use its number up.
		const next = body('next', DESK);
		expect(await spot.post(path, next)).toMatchObject({ code: 61001 });
		await ok(spot.post('/account/sub-account/main/v1/sub-to-main', body('back', DESK)));
		await ok(spot.post(path, next));
	});

	test.each([
		['main/v1/main-to-sub', 'main', { subAccount: 'nobody@example.com' }, 61003],
		['main/v1/main-to-sub', 'main', { subAccount: 'stranger@example.com' }, 61003],
		['main/v1/sub-to-sub', 'main', { fromAccount: 'x', toAccount: 'desk2@example.com' }, 61003],
		['main/v1/sub-to-sub', 'main', { fromAccount: 'desk1@example.com', toAccount: 'x' }, 61002],
		[
			'main/v1/sub-to-sub',
			'main',
			{ fromAccount: 'desk1@example.com', toAccount: 'desk1@example.com' },
			61005,
		],
		['main/v1/main-to-sub', 'main', { ...DESK, amount: '0' }, 61000],
		['main/v1/main-to-sub', 'main', { ...DESK, currency: 'DOGE' }, 60002],
		['main/v1/main-to-sub', 'main', { ...DESK, amount: '-1' }, 60000],
		['main/v1/main-to-sub', 'main', {}, 60000],
		['main/v1/main-to-sub', 'sub', DESK, 60026],
		['sub/v1/sub-to-main', 'main', {}, 60027],
	] as const)('%s by the %s account with %j is %d', async (path, who, more, code) => {
		const from = who === 'main' ? spot : desk.spot;
		const reply = await from.post(`/account/sub-account/${path}`, body('x', more));
		expect(reply).toMatchObject({ code });
		expect([MAIN, DESK1].map((uid) => free(uid))).toEqual(['10000.00000000', '800.00000000']);
	});

	test('lists the sub-accounts, and a frozen one neither gives nor takes', async () => {
		const list = async () =>
			(await ok(spot.get('/account/sub-account/main/v1/subaccount-list'))).subAccountList;
		expect(await list()).toEqual([
			{ accountName: 'desk1@example.com', status: 1 },
			{ accountName: 'desk2@example.com', status: 1 },
		]);
		const account = sandbox.accounts.find(({ uid }) => uid === DESK1);
		if (account) account.subStatus = 2;
		expect((await list())[0]).toEqual({ accountName: 'desk1@example.com', status: 2 });
		expect(
			await spot.post('/account/sub-account/main/v1/main-to-sub', body('f', DESK)),
		).toMatchObject({ status: 403, code: 60029 });
		if (account) delete account.subStatus;
		expect(await desk.spot.get('/account/sub-account/main/v1/subaccount-list')).toMatchObject({
			code: 60026,
		});
	});
});

describe('a withdrawal', () => {
	const path = '/account/v1/withdraw/apply';
	const chain = {
		currency: 'USDT-TRC20',
		amount: '50',
		destination: 'To Digital Address',
		address: 'TXexampleAddress0000000000000000000',
	};
	const internal = { type: 2, value: 'stranger@example.com' };
	const detail = async (id: string) =>
		(await ok(spot.get(`/account/v1/deposit-withdraw/detail?id=${id}`))).record;

	test('to the chain takes the amount at once and is on its way for ten minutes', async () => {
		const { withdraw_id: id } = await ok(spot.post(path, chain));
		expect(free(MAIN)).toBe('9950.00000000');
		expect(await detail(id)).toEqual({
			withdraw_id: id,
			deposit_id: '',
			operation_type: 'withdraw',
			currency: 'USDT-TRC20',
			apply_time: START,
			arrival_amount: '48.500000000000',
			fee: '1.500000000000',
			status: 0,
			address: chain.address,
			address_memo: '',
			tx_id: '',
		});
		time += 2 * MINUTE;
		expect(await detail(id)).toMatchObject({ status: 2, tx_id: '' });
		time += 8 * MINUTE;
		expect(await detail(id)).toMatchObject({ status: 3, tx_id: expect.stringMatching(/^9f2c/) });
		const history = await ok(
			spot.get('/account/v2/deposit-withdraw/history?operation_type=withdraw&N=10'),
		);
		expect(history.records).toEqual([await detail(id)]);
	});

	test('inside BitMart arrives at once and costs nothing', async () => {
		const { withdraw_id: id } = await ok(
			spot.post(path, { currency: 'USDT-TRC20', amount: '50', ...internal }),
		);
		expect([free(MAIN), free(STRANGER)]).toEqual(['9950.00000000', '150.00000000']);
		expect(await detail(id)).toMatchObject({
			status: 3,
			fee: '0.000000000000',
			arrival_amount: '50.000000000000',
			address: '',
		});
		const byCid = { currency: 'USDT-TRC20', amount: '50', type: 1, value: STRANGER };
		await ok(spot.post(path, byCid));
		expect(free(STRANGER)).toBe('200.00000000');
	});

	test('with both groups goes to the chain', async () => {
		const { withdraw_id: id } = await ok(spot.post(path, { ...chain, ...internal }));
		expect(await detail(id)).toMatchObject({ address: chain.address });
		expect(free(STRANGER)).toBe('100.00000000');
	});

	test.each([
		['an address that is not saved', { address: 'TXnowhere' }, 60007],
		['a saved address of another network', { currency: 'USDT-ERC20' }, 60007],
		['an unverified address', { address: 'TXexampleUnverified0000000000000000' }, 60015],
		['a memo that was not saved', { address_memo: '12' }, 60014],
		['less than the minimum', { amount: '9.99' }, 60005],
		['too many decimals', { amount: '50.0000001' }, 60006],
		['more than there is', { amount: '10000.01' }, 60008],
		['no multiple of the step', { currency: 'BMX', amount: '25' }, 60013],
		['an unknown currency', { currency: 'DOGE' }, 60002],
		['the network without a suffix', { currency: 'USDT' }, 60004],
		['neither address nor receiver', { address: undefined }, 60000],
		['a receiver without a kind', { address: undefined, value: STRANGER }, 60000],
		['a phone without its country', { address: undefined, type: 3, value: '1' }, 60000],
		['nobody', { address: undefined, type: 2, value: 'x@example.com' }, 60053],
		['oneself', { address: undefined, type: 2, value: 'desk1@example.com' }, 60065],
		['the type as text', { address: undefined, ...internal, type: '2' }, 60000],
	])('is refused for %s', async (_why, change, code) => {
		expect(await spot.post(path, { ...chain, ...change })).toMatchObject({ code });
		expect(free(MAIN)).toBe('10000.00000000');
		expect(sandbox.funding.records(MAIN)).toEqual([]);
	});

	test('is not for sub-accounts, nor are the other calls around it', async () => {
		expect(await desk.spot.post(path, chain)).toMatchObject({ status: 403, code: 60054 });
		for (const query of [
			'/account/v1/deposit/address?currency=BTC',
			'/account/v1/withdraw/charge?currency=BTC',
			'/account/v2/deposit-withdraw/history?operation_type=deposit&N=1',
			'/account/v1/deposit-withdraw/detail?id=1',
		]) {
			expect(await desk.spot.get(query)).toMatchObject({ status: 403, code: 60026 });
		}
	});

	test('counts against the quota of the day', async () => {
		const quota = async () => await ok(spot.get('/account/v1/withdraw/charge?currency=ETH'));
		expect(await quota()).toEqual({
			today_available_withdraw_BTC: '100.0000',
			min_withdraw: '0.01000000',
			withdraw_precision: 8,
			withdraw_fee: '0.00300000',
		});
		const address = '0x00000000000000000000000000000000000000aa';
		await ok(spot.post(path, { currency: 'ETH', amount: '5', address }));
		expect(free(MAIN, 'ETH')).toBe('5.00000000');
		// Five ETH are worth about a quarter of a BTC.
		const left = Number((await quota()).today_available_withdraw_BTC);
		expect(left).toBeGreaterThan(99.7);
		expect(left).toBeLessThan(99.8);
		sandbox.books.credit(MAIN, 'ETH', '3000');
		const much = { currency: 'ETH', amount: '2500', address };
		expect(await spot.post(path, much)).toMatchObject({ status: 403, code: 60064 });
		time += DAY;
		expect((await quota()).today_available_withdraw_BTC).toBe('100.0000');
		expect(await ok(spot.get('/account/v1/withdraw/charge?currency=BMX'))).toMatchObject({
			withdraw_Precision_GeTen: 10,
		});
	});
});

test('addresses and currencies', async () => {
	const { list } = await ok(spot.get('/account/v1/withdraw/address/list'));
	expect(list.map(({ verifyStatus }: { verifyStatus: number }) => verifyStatus)).toEqual([1, 1, 0]);
	const currencies = async (query: string) =>
		(await ok(spot.get(`/account/v1/currencies${query}`, {}))).currencies as Array<{
			currency: string;
		}>;
	expect((await currencies('')).length).toBeGreaterThan(5);
	expect((await currencies('?currencies=USDT-TRC20'))[0]).toEqual({
		currency: 'USDT-TRC20',
		name: 'USDT-TRC20',
		recharge_minsize: '0.01',
		contract_address: 'TXexampleContract00000000000000000',
		network: 'TRC20',
		withdraw_enabled: true,
		deposit_enabled: true,
		withdraw_minsize: '10',
		withdraw_minfee: null,
		withdraw_fee_estimate: '1.50',
		withdraw_fee: '1.5',
	});
	expect((await currencies('?currencies=USDT,BTC')).map(({ currency }) => currency)).toEqual([
		'BTC',
		'USDT',
		'USDT-TRC20',
		'USDT-ERC20',
	]);
	const many = Array.from({ length: 21 }, (_, index) => `C${index}`).join(',');
	expect(await spot.get(`/account/v1/currencies?currencies=${many}`, {})).toMatchObject({
		code: 60000,
	});
	const address = async (currency: string) =>
		await spot.get(`/account/v1/deposit/address?currency=${currency}`);
	expect((await address('USDT-TRC20')).data).toEqual({
		currency: 'USDT-TRC20',
		chain: 'USDT-TRC20',
		address: 'TXexample80000001TRC20',
		address_memo: '',
	});
	expect(await address('USDT')).toMatchObject({ code: 60003 });
	expect(await address('DOGE')).toMatchObject({ code: 60002 });
	expect(await spot.get('/account/v1/deposit-withdraw/detail?id=9')).toMatchObject({ code: 60010 });
});

describe('isolated margin', () => {
	const base = '/spot/v1/margin/isolated';
	const USDT = { symbol: 'BTC_USDT', currency: 'USDT', amount: '1000' };
	const margin = () => sandbox.books.balances(marginWallet(MAIN, 'BTC_USDT'));
	const moved = async (more: object) => await spot.post(`${base}/transfer`, { ...USDT, ...more });

	test('has an account of its own in every pair', async () => {
		expect((await ok(moved({ side: 'in' }))).transfer_id).toMatch(/^\d+$/);
		expect(free(MAIN)).toBe('9000.00000000');
		expect(margin().USDT).toEqual({ available: '1000.00000000', frozen: '0.00000000' });
		await ok(moved({ side: 'out', amount: '400' }));
		expect([free(MAIN), margin().USDT?.available]).toEqual(['9400.00000000', '600.00000000']);
		expect(await moved({ side: 'out', amount: '601' })).toMatchObject({ code: 50020 });
		expect(await moved({ side: 'in', amount: '9401' })).toMatchObject({ code: 50020 });
		expect(await moved({ side: 'buy' })).toMatchObject({ code: 50021 });
		expect(await moved({ side: 'in', currency: 'ETH' })).toMatchObject({ code: 51000 });
		expect(await moved({ side: 'in', symbol: 'SOL_USDT' })).toMatchObject({ code: 51001 });
		expect(await moved({ side: 'in', symbol: 'NO_USDT' })).toMatchObject({ code: 50001 });
		expect(await moved({ side: 'in', amount: '0.000000001' })).toMatchObject({ code: 50021 });
		const { symbols } = await ok(spot.get(`${base}/account?symbol=BTC_USDT`));
		expect(symbols).toMatchObject([
			{
				symbol: 'BTC_USDT',
				risk_rate: '999.00',
				base: { currency: 'BTC', total_asset: '0.00000000' },
				quote: { currency: 'USDT', available: '600.00000000', net_asset: '600.00000000' },
			},
		]);
		expect((await ok(spot.get(`${base}/account`))).symbols).toHaveLength(2);
	});

	test('lends four times the own money, charges by the hour and takes it back', async () => {
		await ok(moved({ side: 'in' }));
		const pairs = await ok(spot.get(`${base}/pairs?symbol=BTC_USDT`));
		expect(pairs.symbols[0].quote.borrowable_amount).toBe('4000.00000000');
		const borrow = async (amount: string) => await spot.post(`${base}/borrow`, { ...USDT, amount });
		expect(await borrow('0.5')).toMatchObject({ status: 400, code: 51005 });
		expect(await borrow('4000.01')).toMatchObject({ status: 400, code: 51004 });
		const { borrow_id: id } = await ok(borrow('500'));
		expect(margin().USDT?.available).toBe('1500.00000000');
		time += 2 * HOUR;
		const records = await ok(spot.get(`${base}/borrow_record?symbol=BTC_USDT&borrow_id=${id}`));
		// Three hours have begun: 3 * 500 * 0.00002291
		expect(records.records).toEqual([
			{
				borrow_id: id,
				symbol: 'BTC_USDT',
				currency: 'USDT',
				borrow_amount: '500.00000000',
				daily_interest: '0.00055000',
				hourly_interest: '0.00002291',
				interest_amount: '0.03436500',
				create_time: START / 1000,
			},
		]);
		const repay = async (amount: string) => await spot.post(`${base}/repay`, { ...USDT, amount });
		expect(await repay('500.034366')).toMatchObject({ status: 400, code: 51006 });
		await ok(repay('100'));
		const debt = () => sandbox.margin.debt(MAIN, 'BTC_USDT', 'USDT');
		expect([debt().principal.toFixed(), debt().interest.toFixed()]).toEqual(['400.034365', '0']);
		await ok(repay('400.034365'));
		expect(margin().USDT?.available).toBe('999.96563500');
		expect(await repay('1')).toMatchObject({ status: 400, code: 51024 });
		const repaid = await ok(spot.get(`${base}/repay_record?symbol=BTC_USDT&currency=USDT`));
		expect(repaid.records).toMatchObject([
			{ repaid_amount: '400.034365', repaid_principal: '400.034365', repaid_interest: '0' },
			{ repaid_amount: '100', repaid_principal: '99.965635', repaid_interest: '0.034365' },
		]);
		expect(repaid.records[0].repay_time).toBe(time / 1000);
	});

	test('orders trade with the margin account and are told apart by orderMode', async () => {
		const order = {
			symbol: 'BTC_USDT',
			side: 'buy',
			type: 'limit',
			size: '0.01',
			price: '50000',
			clientOrderId: 'margin1',
		};
		const submit = async (change: object = {}) =>
			await spot.post('/spot/v1/margin/submit_order', { ...order, ...change });
		expect(await submit()).toMatchObject({ status: 400, code: 50020 });
		await ok(moved({ side: 'in' }));
		const { order_id: id } = await ok(submit());
		expect(margin().USDT).toEqual({ available: '500.00000000', frozen: '500.00000000' });
		expect(free(MAIN)).toBe('9000.00000000');
		const open = async (orderMode: string) =>
			await ok(spot.post('/spot/v4/query/open-orders', { orderMode }));
		expect(await open('spot')).toEqual([]);
		expect(await open('iso_margin')).toMatchObject([{ orderId: id, orderMode: 'iso_margin' }]);
		await ok(spot.post('/spot/v3/cancel_order', { symbol: 'BTC_USDT', order_id: id }));
		expect(margin().USDT).toEqual({ available: '1000.00000000', frozen: '0.00000000' });

		// A maker-only order that would match is refused here, not cancelled later as in spot.
		const maker = { type: 'limit_maker', price: '70000', clientOrderId: undefined };
		expect(await submit(maker)).toMatchObject({ status: 400, code: 50034 });
		expect(await submit({ ...maker, side: 'sell', price: '50000' })).toMatchObject({ code: 50035 });
		await ok(
			submit({
				type: 'market',
				size: undefined,
				price: undefined,
				notional: '620',
				clientOrderId: 'm2',
			}),
		);
		expect(Number(margin().BTC?.available)).toBeGreaterThan(0.009);
		expect(await submit({ type: 'market', price: undefined })).toMatchObject({ code: 50021 });
		expect(await submit({ symbol: 'SOL_USDT', clientOrderId: 'm3' })).toMatchObject({
			code: 51001,
		});
	});

	test('two orders may have one client order id: no refusal is documented', async () => {
		await ok(moved({ side: 'in' }));
		const order = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', size: '0.001', price: '50000' };
		const place = async () =>
			await ok(spot.post('/spot/v1/margin/submit_order', { ...order, clientOrderId: 'twice' }));
		expect((await place()).order_id).not.toBe((await place()).order_id);
		expect(sandbox.books.orders(MAIN)).toHaveLength(2);
		await ok(spot.post('/spot/v2/submit_order', { ...order, client_order_id: 'twice' }));
	});

	test('the books hold every transfer into and out of an account', async () => {
		await ok(moved({ side: 'in' }));
		const { transfer_id: id } = await ok(moved({ side: 'out', amount: '12.50' }));
		expect(sandbox.margin.transfers(MAIN)).toMatchObject([
			{ side: 'in', amount: '1000' },
			{ side: 'out', amount: '12.5', transferId: id, symbol: 'BTC_USDT', currency: 'USDT' },
		]);
		sandbox.reset();
		expect(sandbox.margin.transfers(MAIN)).toEqual([]);
	});
});

test('what is counted per UID is shared by the keys of an account, the rest is not', async () => {
	const other = caller(sandbox.spotUrl, () => time, {
		accessKey: 'example-access-key-second',
		secretKey: 'example-secret-second',
		memo: 'second',
	});
	sandbox.accounts.push({
		uid: MAIN,
		accessKey: 'example-access-key-second',
		secretKey: 'example-secret-second',
		memo: 'second',
		permissions: ['Read-Only', 'Spot-Trade'],
	});
	const used = async (from: typeof spot, path: string) =>
		(await from.post(path, {})).headers['x-bm-ratelimit-remaining'];
	const cancelling = '/spot/v4/cancel_all';
	expect([
		await used(spot, cancelling),
		await used(other, cancelling),
		await used(desk.spot, cancelling),
	]).toEqual(['1', '2', '1']);
	const listing = '/spot/v4/query/open-orders';
	expect([await used(spot, listing), await used(other, listing)]).toEqual(['1', '1']);
	sandbox.accounts.pop();
});

describe('the funding account', () => {
	const nothing = '0.00000000';
	const main = () => sandbox.accounts.find(({ uid }) => uid === MAIN);
	afterEach(() => delete main()?.fundBalances);

	test('is not mentioned where it holds nothing', async () => {
		const { wallet } = await ok(spot.get('/account/v1/wallet'));
		expect(Object.keys((wallet as object[])[0] ?? {})).not.toContain('fundAvailable');
		const fund = await ok(spot.get('/account/v1/wallet?sourceAccount=FUND'));
		expect(fund.wallet).toEqual([]);
	});

	test('stands beside the spot account, and alone where it is asked for', async () => {
		Object.assign(main() ?? {}, { fundBalances: { USDT: '12.5', DOGE: '3' } });
		const { wallet } = await ok(spot.get('/account/v1/wallet'));
		expect(wallet).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					currency: 'USDT',
					available: '10000.00000000',
					fundAvailable: '12.50000000',
					fundFrozen: nothing,
				}),
				expect.objectContaining({ currency: 'BTC', fundAvailable: nothing }),
				expect.objectContaining({
					currency: 'DOGE',
					available: nothing,
					fundAvailable: '3.00000000',
				}),
			]),
		);
		const fund = await ok(spot.get('/account/v1/wallet?sourceAccount=FUND'));
		expect(fund.wallet).toMatchObject([
			{ currency: 'USDT', available: '12.50000000' },
			{ currency: 'DOGE', available: '3.00000000' },
		]);
	});
});
