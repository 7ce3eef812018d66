import type { IExecuteFunctions } from 'n8n-workflow';

import type { Field, Values } from '../../nodes/core/definition/field';
import type { Operation } from '../../nodes/core/definition/operation';
import { forgetExecutions, identify, originOf, sharedKeys } from '../../nodes/core/writes/keys';

const operation: Operation = {
	value: 'send',
	name: 'Send',
	action: 'Send something',
	description: '',
	endpoint: 'POST /send',
	limit: null,
	repeat: { key: 'requestNo', duplicate: [61004] },
	fields: [{ displayName: 'Amount', name: 'amount', type: 'string', kind: 'decimal', default: '' }],
	options: [
		{
			displayName: 'Request Number',
			name: 'requestNo',
			type: 'string',
			kind: 'id',
			default: '',
			derived: true,
		},
	],
	rows: 'data',
};

const ROWS: Field = {
	displayName: 'Parts',
	name: 'parts',
	type: 'fixedCollection',
	kind: 'rows',
	default: {},
};

const PLACE = { instance: 'i', workflow: 'w', node: 'n', execution: 'e', run: 0, item: 0 };

function identityOf(
	values: Values,
	changes: Partial<typeof PLACE> = {},
	changed: Partial<Operation> = {},
	account = 'account-1',
) {
	const place = { ...PLACE, ...changes };
	const context = {
		getInstanceId: () => place.instance,
		getWorkflow: () => ({ id: place.workflow }),
		getNode: () => ({ id: place.node }),
		getExecutionId: () => place.execution,
		getWorkflowDataProxy: () => ({ $runIndex: place.run }),
	} as unknown as IExecuteFunctions;
	const origin = originOf(context, place.item);
	return identify({ ...operation, ...changed } as Operation, values, origin, account);
}

const keyOf = (
	values: Values,
	changes: Partial<typeof PLACE> = {},
	changed: Partial<Operation> = {},
) => identityOf(values, changes, changed).values.requestNo;

beforeEach(() => forgetExecutions());

describe('a derived key', () => {
	it('is 32 letters and digits', () => {
		expect(keyOf({ amount: '1' })).toMatch(/^[a-z0-9]{32}$/);
	});

	it('is the same when n8n runs the same item again', () => {
		expect(keyOf({ amount: '1' })).toBe(keyOf({ amount: '1' }));
	});

	it.each([
		['another instance', { instance: 'x' }],
		['another workflow', { workflow: 'x' }],
		['another node', { node: 'x' }],
		['another execution', { execution: 'x' }],
		['another run of a loop', { run: 1 }],
		['another item', { item: 1 }],
	])('is another for %s', (_what, changes) => {
		expect(keyOf({ amount: '1' }, changes)).not.toBe(keyOf({ amount: '1' }));
	});

	it('is another for other content and another endpoint', () => {
		expect(keyOf({ amount: '2' })).not.toBe(keyOf({ amount: '1' }));
		expect(keyOf({ amount: '1' }, {}, { endpoint: 'POST /other' })).not.toBe(
			keyOf({ amount: '1' }),
		);
	});

	it('is another where a value that is not sent says what the amount means', () => {
		const unit: Field = {
			displayName: 'Unit',
			name: 'unit',
			type: 'options',
			kind: 'choice',
			local: true,
			options: [],
			default: '',
		};
		const [amount] = operation.fields as [Field];
		const single = { fields: [amount, unit] };
		const kilos = keyOf({ amount: '1', unit: 'kilos' }, {}, single);
		expect(keyOf({ amount: '1', unit: 'kilos' }, {}, single)).toBe(kilos);
		expect(keyOf({ amount: '1', unit: 'tons' }, {}, single)).not.toBe(kilos);

		const rows = { fields: [{ ...ROWS, fields: [amount, unit] }] };
		const idOf = (given: string) =>
			identityOf({ parts: [{ amount: '1', unit: given }] }, {}, rows).content;
		expect(idOf('kilos')).toBe(idOf('kilos'));
		expect(idOf('tons')).not.toBe(idOf('kilos'));
	});

	it('gives way to a key of the user', () => {
		expect(keyOf({ amount: '1', requestNo: 'mine' })).toBe('mine');
		expect(identityOf({ amount: '1', requestNo: 'mine' }).derived).toBe(false);
		expect(identityOf({ amount: '1' }).derived).toBe(true);
	});

	it('is one for each element of a batch', () => {
		const batch: Partial<Operation> = {
			repeat: { key: 'requestNo', elements: 'parts', duplicate: [] },
			fields: [
				{ ...ROWS, fields: [operation.fields[0] as Field, operation.options?.[0] as Field] },
			],
			options: [],
		};
		const values = {
			parts: [{ amount: '1' }, { amount: '1' }, { amount: '1', requestNo: 'mine' }],
		};
		const [first, second, third] = identityOf(values, {}, batch).values.parts as Values[];
		expect(first?.requestNo).toMatch(/^[a-z0-9]{32}$/);
		expect(second?.requestNo).not.toBe(first?.requestNo);
		expect(third?.requestNo).toBe('mine');
	});
});

describe('the identity of a write', () => {
	it('keeps its place, whatever its values', () => {
		expect(identityOf({ amount: '2' }).place).toBe(identityOf({ amount: '1' }).place);
		expect(identityOf({ amount: '1' }, { item: 1 }).place).not.toBe(
			identityOf({ amount: '1' }).place,
		);
	});

	it('is another in another account, and its key on the wire is not', () => {
		for (const values of [{ amount: '1' }, { amount: '1', idempotencyKey: 'alert 7' }]) {
			const [mine, theirs] = ['account-1', 'account-2'].map((account) =>
				identityOf(values, {}, {}, account),
			);
			expect(theirs?.id).not.toBe(mine?.id);
			expect(theirs?.values).toEqual(mine?.values);
		}
	});

	it.each(['__UNKNOWN__', ''])(
		'is its own for each call where the execution is %p',
		(execution) => {
			const [first, second] = [0, 1].map(() => identityOf({ amount: '1' }, { execution }));
			expect(second?.id).not.toBe(first?.id);
			expect(second?.place).not.toBe(first?.place);
			expect(second?.values.requestNo).not.toBe(first?.values.requestNo);
		},
	);
});

describe('an Idempotency Key', () => {
	const own = { amount: '1', idempotencyKey: 'alert 7' };

	it('gives the same key in every execution, whatever the item and the content', () => {
		expect(keyOf(own)).toMatch(/^[a-z0-9]{32}$/);
		expect(keyOf({ ...own, amount: '2' }, { execution: 'x', run: 3, item: 5 })).toBe(keyOf(own));
		expect(identityOf(own).lookFirst).toBe(true);
	});

	it('gives another key in another node, workflow and endpoint', () => {
		expect(keyOf(own, { node: 'x' })).not.toBe(keyOf(own));
		expect(keyOf(own, { workflow: 'x' })).not.toBe(keyOf(own));
		expect(keyOf(own, {}, { endpoint: 'POST /other' })).not.toBe(keyOf(own));
	});

	it('is refused beside a key of the user', () => {
		expect(() => keyOf({ ...own, requestNo: 'mine' })).toThrow(
			'Use either Idempotency Key or Request Number, not both',
		);
	});

	it('is refused where the call takes no key', () => {
		expect(() => keyOf(own, {}, { repeat: 'never' })).toThrow(
			'Idempotency Key cannot protect this call',
		);
	});

	it.each([
		[['a', 'b', ' a '], /^Items 0 and 2 have the same Idempotency Key$/],
		[['a', 'b', 'c'], undefined],
		[['', '', ''], undefined],
	])('may not be shared by two items of a run: %p', (keys, sentence) => {
		const identities = keys.map((key, item) =>
			identityOf({ amount: '1', ...(key.trim() && { idempotencyKey: key.trim() }) }, { item }),
		);
		const complaints = sharedKeys(identities);
		expect([...complaints.keys()]).toEqual(sentence ? [0, 2] : []);
		if (sentence) expect(complaints.get(0)?.message).toMatch(sentence);
	});
});
