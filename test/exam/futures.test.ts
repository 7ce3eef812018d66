import type { INodeProperties } from 'n8n-workflow';

import { fitPositionMode, forgetMode, forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { SIDES } from '../../nodes/bitmart/words';
import { fieldsOf } from '../../nodes/core/definition/fields';
import { toProperties } from '../../nodes/core/definition/form';
import type { Reader } from '../../nodes/core/definition/operation';
import { clock } from '../../nodes/core/exchange/clock';
import { resources } from '../../nodes/Futures/operations';
import { getMode } from '../../nodes/Futures/operations/positionReads';
import type { EngineOptions } from '../support/engine';
import { runNode } from '../support/engine';
import { permit } from '../support/rules';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** Futures: what an examination from outside found, row by row. Each was seen to fail before it was mended. */

const sandbox = useNodes(Date.UTC(2026, 6, 20, 12));
beforeEach(() => {
	forgetModes();
	permit(sandbox.futuresUrl, 'BTCUSDT');
});

type Parameters = Record<string, unknown>;

const MODE = 'GET /contract/private/get-position-mode';
const SET_MODE = 'POST /contract/private/set-position-mode';
const PLACE = 'POST /contract/private/submit-order';

const ORDER = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTCUSDT',
	side: 'openLong',
	type: 'limit',
	size: 5,
	price: '55000',
	leverage: '10',
	marginMode: 'isolated',
};

const run = async (parameters: Parameters, options: EngineOptions = {}) =>
	await runNode('bitmartFutures', parameters, {
		credential: sandboxCredential(sandbox),
		...options,
	});

const setMode = async (positionMode: string) => {
	const { error } = await run({ resource: 'position', operation: 'setMode', positionMode });
	expect(error).toBeUndefined();
};

/** Somebody else changes the mode: the node does not see it. */
const changeElsewhere = (mode: 'hedge_mode' | 'one_way_mode') => {
	const answer = { code: 1000, data: { position_mode: mode } };
	sandbox.canned = { endpoint: MODE, text: JSON.stringify(answer) };
};

const asked = () => arrivals(sandbox).filter((arrival) => arrival === MODE).length;
const placed = () => arrivals(sandbox).filter((arrival) => arrival === PLACE).length;
const later = (milliseconds: number) => {
	const time = clock.now() + milliseconds;
	jest.spyOn(clock, 'now').mockImplementation(() => time);
};

const OPERATIONS = resources.flatMap((resource) =>
	resource.operations.map(
		(operation) => [`${resource.value} ${operation.value}`, operation] as const,
	),
);

const ALL_SIDES = [
	['openLong', 1],
	['closeShort', 2],
	['closeLong', 3],
	['openShort', 4],
	['buy', 1],
	['buyReduceOnly', 2],
	['sellReduceOnly', 3],
	['sell', 4],
];

const sideIn = (name: string) =>
	OPERATIONS.find(([one]) => one === name)?.[1].fields.find((field) => field.name === 'side');

describe('row 36: a form that data fills', () => {
	it.each(OPERATIONS)('has no two fields of one name: %s', (_name, operation) => {
		const names = fieldsOf(operation).map(({ name }) => name);
		expect(names).toEqual([...new Set(names)]);
	});

	it.each(['order create', 'planOrder create', 'trailingOrder create'])(
		'has every side in one field: %s',
		(name) => {
			const { options = [], values = {}, when } = sideIn(name) ?? {};
			expect(options.map(({ value }) => [value, values[String(value)]])).toEqual(ALL_SIDES);
			for (const { description } of options) expect(description).toMatch(/^(Hedge|One-way) mode: /);
			expect(when).toBeUndefined();
		},
	);

	it('has the closing sides only for TP and SL orders', () => {
		const { options = [], values } = sideIn('tpSlOrder create') ?? {};
		expect(options.map(({ value }) => [value, values?.[String(value)]])).toEqual(
			ALL_SIDES.filter(([, side]) => side === 2 || side === 3),
		);
	});

	it('asks for the position mode where it is set, and nowhere else', () => {
		const form: INodeProperties[] = toProperties(resources);
		const asking = form.filter(({ name }) => name === 'positionMode');
		expect(asking.map(({ displayOptions }) => displayOptions?.show)).toEqual([
			{ resource: ['position'], operation: ['setMode'] },
		]);
	});
});

describe('row 12: the position mode of the account', () => {
	it('refuses a word of the other mode before anything is sent', async () => {
		const { error } = await run({ ...ORDER, side: 'sell' });
		expect(error?.message).toContain(
			'This account is in hedge mode, where Side must be Open Long, Close Short, Close Long or Open Short: Sell belongs to one-way mode',
		);
		expect(error?.description).toContain('Nothing was sent.');
		expect(placed()).toBe(0);
	});

	it('the other way round', async () => {
		await setMode('oneWay');
		const { error } = await run(ORDER);
		expect(error?.message).toContain(
			'This account is in one-way mode, where Side must be Buy, Buy (Reduce Only), Sell (Reduce Only) or Sell: Open Long belongs to hedge mode',
		);
		expect(placed()).toBe(0);
		expect((await run({ ...ORDER, side: 'buy' })).error).toBeUndefined();
		expect(placed()).toBe(1);
	});

	const WAITING = { triggerPrice: '58000', priceType: 'last' };
	it.each<[string, Parameters, string]>([
		['a plan order', { resource: 'planOrder', ...WAITING, priceWay: 'falls' }, 'sell'],
		[
			'a trailing order',
			{ resource: 'trailingOrder', activationPrice: '60000', callbackRate: '1' },
			'buy',
		],
		[
			'a take profit, with the sides that it has',
			{
				resource: 'tpSlOrder',
				...WAITING,
				type: 'take_profit',
				executionPrice: '0',
				planCategory: 'position',
			},
			'sellReduceOnly',
		],
	])('holds for %s', async (_what, changes, side) => {
		const { error } = await run({
			...ORDER,
			executionPrice: '55000',
			activationPriceType: 'last',
			...changes,
			side,
		});
		expect(error?.message).toContain('This account is in hedge mode, where Side must be ');
		if (changes.resource === 'tpSlOrder') {
			expect(error?.message).toContain('must be Close Short or Close Long: Sell (Reduce Only)');
		}
		expect(arrivals(sandbox)).toEqual([MODE]);
	});

	it('is read once for all items of a run', async () => {
		const items = Array.from({ length: 5 }, (_, index) => ({ price: String(50_000 + index) }));
		const { error } = await run({ ...ORDER, price: '={{ $json.price }}' }, { items });
		expect(error).toBeUndefined();
		expect([asked(), placed()]).toEqual([1, 5]);
	});

	it('is read once where every item is refused', async () => {
		const { outputs } = await run(
			{ ...ORDER, side: 'buy' },
			{ items: [{}, {}, {}], node: { onError: 'continueRegularOutput' } },
		);
		expect(outputs[0]).toHaveLength(3);
		expect([asked(), placed()]).toEqual([1, 0]);
	});

	it('is kept for a minute', async () => {
		await run(ORDER);
		later(59_000);
		await run({ ...ORDER, price: '55001' });
		expect(asked()).toBe(1);
		later(2000);
		await run({ ...ORDER, price: '55002' });
		expect([asked(), placed()]).toEqual([2, 3]);
	});

	it('is read afresh, once, before what is remembered refuses', async () => {
		await run(ORDER);
		later(30_000);
		changeElsewhere('one_way_mode');
		await run({ ...ORDER, side: 'buy' });
		expect([asked(), placed()]).toEqual([2, 2]);
		// What was read says the contrary of what is so by now.
		later(30_000);
		const { error } = await run({ ...ORDER, side: 'openShort', price: '70000' });
		expect(error).toBeUndefined();
		expect([asked(), placed()]).toEqual([3, 3]);
	});

	it('that is remembered and was read afresh refuses', async () => {
		await run(ORDER);
		later(30_000);
		const { error } = await run({ ...ORDER, side: 'sell' });
		expect(error?.message).toContain('This account is in hedge mode');
		expect([asked(), placed()]).toEqual([2, 1]);
	});

	it('is forgotten when this node sets it', async () => {
		await run({ ...ORDER, side: 'sell' });
		await setMode('oneWay');
		const { error } = await run(ORDER);
		expect(error?.message).toContain('This account is in one-way mode');
		expect(asked()).toBe(2);
	});

	it('is forgotten, too, where the answer of the setting was lost', async () => {
		await run({ ...ORDER, side: 'sell' });
		sandbox.faults.push({ on: SET_MODE, kind: 'lostAnswer', times: 100 });
		await run({ resource: 'position', operation: 'setMode', positionMode: 'oneWay' });
		const { error } = await run(ORDER);
		expect(error?.message).toContain('This account is in one-way mode');
		expect(placed()).toBe(0);
	});

	it.each([
		['an answer without it', JSON.stringify({ code: 1000, data: {} })],
		['a mode that nobody knows', JSON.stringify({ code: 1000, data: { position_mode: 'third' } })],
		['a refusal', JSON.stringify({ code: 30004, message: 'Unauthorized' })],
	])('sends nothing after %s', async (_what, text) => {
		for (const options of [{}, { sendUnchecked: true }]) {
			sandbox.canned = { endpoint: MODE, text };
			const { error } = await run({ ...ORDER, options });
			expect(error?.message).toContain(
				'The position mode of the account could not be read, so nothing was sent',
			);
		}
		expect(placed()).toBe(0);
	});

	it('sends nothing where no answer comes', async () => {
		sandbox.faults.push({ on: MODE, kind: 'lostAnswer', times: 100 });
		const { error } = await run(ORDER);
		expect(error?.message).toContain('could not be read, so nothing was sent');
		expect(placed()).toBe(0);
	});

	it('of one account says nothing about another', async () => {
		await run(ORDER);
		const { error } = await run(ORDER, {
			credential: sandboxCredential(sandbox, { accessKey: 'somebody-else' }),
		});
		expect(error?.message).toContain('could not be read');
		expect([asked(), placed()]).toEqual([2, 1]);
	});
});

describe('row 12: readings of the position mode at the same time', () => {
	const rule = fitPositionMode(getMode, SIDES);
	const around = (account: string, read: Reader) => ({
		read,
		account,
		baseUrl: 'http://127.0.0.1:1',
	});
	/** A reader that answers when it is told to. */
	const slow = () => {
		const answers: Array<(mode: string) => void> = [];
		const read: Reader = async () =>
			await new Promise((resolve) => {
				answers.push((positionMode) => resolve([{ positionMode }]));
			});
		return { read, answers };
	};

	it('are one', async () => {
		const { read, answers } = slow();
		const runs = [1, 2, 3].map(async () => await rule({ side: 'buy' }, around('a', read)));
		answers[0]?.('oneWay');
		await Promise.all(runs);
		expect(answers).toHaveLength(1);
	});

	it('are not remembered where the mode is changed meanwhile', async () => {
		const { read, answers } = slow();
		const old = rule({ side: 'buy' }, around('a', read));
		forgetMode('a');
		answers[0]?.('oneWay');
		await old;
		const next = rule({ side: 'buy' }, around('a', read));
		answers[1]?.('hedge');
		await expect(next).rejects.toThrow('This account is in hedge mode');
	});

	it('that fail for one do not fail for another', async () => {
		const { read, answers } = slow();
		const stopped: Reader = async () => {
			throw new Error('stopped');
		};
		const first = rule({ side: 'buy' }, around('a', stopped));
		const second = rule({ side: 'buy' }, around('a', read));
		await expect(first).rejects.toThrow('stopped');
		while (answers.length === 0) await Promise.resolve();
		answers[0]?.('oneWay');
		await expect(second).resolves.toEqual({ values: { side: 'buy' } });
	});

	it('of many accounts do not fill the memory', async () => {
		let readings = 0;
		const read: Reader = async () => {
			readings++;
			return [{ positionMode: 'oneWay' }];
		};
		for (let account = 0; account < 1500; account++) {
			await rule({ side: 'buy' }, around(`account ${account}`, read));
		}
		await rule({ side: 'buy' }, around('account 1499', read));
		expect(readings).toBe(1500);
		await rule({ side: 'buy' }, around('account 0', read));
		expect(readings).toBe(1501);
	});
});

describe('row 30: a TP or SL order that covers the position and fires as a limit order', () => {
	const MODIFY = 'POST /contract/private/modify-tp-sl-order';
	const CHANGE = {
		resource: 'tpSlOrder',
		operation: 'modify',
		symbol: 'BTCUSDT',
		findBy: 'orderId',
		orderId: '3000417725911042',
		triggerPrice: '66000',
		priceType: 'last',
		planCategory: 'position',
	};
	const modify = async (changes: Parameters) => {
		const answer = { code: 1000, data: { order_id: '3000417725911042' } };
		sandbox.canned = { endpoint: MODIFY, text: JSON.stringify(answer) };
		const { error } = await run({ ...CHANGE, ...changes });
		const { body } = sandbox.requests.find(({ path }) => MODIFY.endsWith(path)) ?? {};
		return { error, body: body === undefined ? undefined : (JSON.parse(body) as Parameters) };
	};

	it('is changed with its execution price', async () => {
		const { error, body } = await modify({
			executionPrice: '65990',
			options: { category: 'limit' },
		});
		expect(error).toBeUndefined();
		expect(body).toMatchObject({ plan_category: 2, executive_price: '65990', category: 'limit' });
	});

	it('needs none to be closed at the market price', async () => {
		const { error, body } = await modify({ executionPrice: '' });
		expect(error).toBeUndefined();
		expect(body).not.toHaveProperty('executive_price');
	});

	it.each<[string, Parameters, string]>([
		['Category Limit', { options: { category: 'limit' } }, 'Execution Price must be greater'],
		['Quantity', { planCategory: 'quantity' }, 'Execution Price is needed when Plan Category is'],
	])('is refused without a price with %s', async (_what, changes, sentence) => {
		const { error, body } = await modify(changes);
		expect(error?.message).toContain(sentence);
		expect(body).toBeUndefined();
	});
});

describe('row 34: one word for each thing', () => {
	const wordOf = async (endpoint: string, row: Parameters, parameters: Parameters, key: string) => {
		sandbox.canned = { endpoint, text: JSON.stringify({ code: 1000, data: [row] }) };
		const { outputs, error } = await run(parameters);
		expect(error).toBeUndefined();
		return outputs[0]?.[0]?.json[key];
	};

	it.each<[Parameters, unknown]>([
		[{ flow_type: 1, type: 'Transfer' }, 'transfer'],
		[{ type: 'Transfer' }, 'transfer'],
		[{ type: 'Realized PNL' }, 'realizedPnl'],
		[{ flow_type: 3 }, 'fundingFee'],
		[{ flow_type: '3', type: 'Funding Fee' }, 'fundingFee'],
		[{ type: 'Funding Fee' }, 'fundingFee'],
		[{ flow_type: 0, type: 'Funding Fee' }, 'fundingFee'],
		[{ type: 'Commission Fee' }, 'commissionFee'],
		[{ type: 'Liquidation Clearance' }, 'liquidation'],
		[{ flow_type: 5, type: 'Liquidation Clearance' }, 'liquidation'],
		[{ flow_type: 9, type: 'Gift' }, 'Gift'],
		[{ flow_type: 9 }, 9],
	])('the transaction %j is a %s', async (row, word) => {
		const parameters = {
			resource: 'account',
			operation: 'getTransactions',
			returnAll: false,
			limit: 5,
			simplify: true,
		};
		const time = String(clock.now() - 1000);
		const endpoint = 'GET /contract/private/transaction-history';
		expect(await wordOf(endpoint, { ...row, time }, parameters, 'type')).toBe(word);
	});

	it.each<[unknown, unknown]>([
		[1, 'pending'],
		['2', 'waiting'],
		['active', 'waiting'],
		[4, 'finished'],
		[7, 7],
		['odd', 'odd'],
	])('a plan order of the state %j is %s', async (state, word) => {
		const parameters = {
			resource: 'planOrder',
			operation: 'getManyOpen',
			limit: 5,
			simplify: true,
		};
		const endpoint = 'GET /contract/private/current-plan-order';
		const row = { order_id: '1', state, side: 1, position_mode: 'hedge_mode' };
		expect(await wordOf(endpoint, row, parameters, 'status')).toBe(word);
	});
});
