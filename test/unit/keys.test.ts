import type { IExecuteFunctions } from 'n8n-workflow';

import { withDerivedKeys } from '../../nodes/core/keys';
import type { Operation, Values } from '../../nodes/core/operation';

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

const PLACE = { instance: 'i', workflow: 'w', node: 'n', execution: 'e', run: 0, item: 0 };

function keyOf(
	values: Values,
	changes: Partial<typeof PLACE> = {},
	endpoint = 'POST /send',
): unknown {
	const place = { ...PLACE, ...changes };
	const context = {
		getInstanceId: () => place.instance,
		getWorkflow: () => ({ id: place.workflow }),
		getNode: () => ({ id: place.node }),
		getExecutionId: () => place.execution,
		getWorkflowDataProxy: () => ({ $runIndex: place.run }),
	} as unknown as IExecuteFunctions;
	const other = { ...operation, endpoint } as Operation;
	return withDerivedKeys(context, other, values, place.item).requestNo;
}

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
		expect(keyOf({ amount: '1' }, {}, 'POST /other')).not.toBe(keyOf({ amount: '1' }));
	});

	it('gives way to a key of the user', () => {
		expect(keyOf({ amount: '1', requestNo: 'mine' })).toBe('mine');
	});
});
