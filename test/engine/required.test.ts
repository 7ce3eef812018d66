/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'fs';
import { join } from 'path';

import { CATALOGUE } from '../../nodes/catalogue';
import type { Field, Values } from '../../nodes/core/definition/field';
import { applies } from '../../nodes/core/definition/field';
import { fieldsOf, optionsOf } from '../../nodes/core/definition/fields';
import type { Operation } from '../../nodes/core/definition/operation';
import { readValues } from '../../nodes/core/values/parameters';
import { fixtureName } from '../../scripts/lib/schemas';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** An expression that gives nothing: n8n itself looks at literals only. */
const NOTHING = '={{ "" }}';

interface Blank {
	title: string;
	node: string;
	parameters: Record<string, unknown>;
	label: string;
}

/** Complete forms of the operations made of others, which have no request of their own for a fixture. */
const JOBS: Record<string, Array<Record<string, unknown>>> = {
	'spot.order.executeSignal': [
		{ signalFrom: 'alert', alert: { action: 'buy' }, keyBy: 'id', sizeIn: 'quote' },
		{ signalFrom: 'fields', action: 'buy', symbol: 'BTCUSDT', keyBy: 'id', sizeIn: 'quote' },
	],
	'account.history.export': [{}],
	'account.withdrawal.wait': [{ withdrawalId: '1', deadline: 60 }],
	'account.collect.collectAll': [{ sources: ['margin'] }],
	'spot.order.wait': [
		{ findBy: 'orderId', orderId: '1', until: 'done', deadline: 60 },
		{ findBy: 'clientOrderId', clientOrderId: 'abc', until: 'done', deadline: 60 },
	],
	'futures.order.executeSignal': [
		{ signalFrom: 'alert', alert: { action: 'buy' }, keyBy: 'id', sizeIn: 'contracts' },
		{ signalFrom: 'fields', action: 'buy', symbol: 'BTCUSDT', keyBy: 'id', sizeIn: 'contracts' },
	],
	'futures.order.wait': [{ symbol: 'BTCUSDT', orderId: '1', until: 'done', deadline: 60 }],
	'futures.position.close': [{ close: 'one', symbol: 'BTCUSDT', percent: '100' }],
};

function parametersOf(file: string): Array<Record<string, unknown>> {
	const job = JOBS[file];
	if (job) return job;
	const path = join(__dirname, '../wire', `${file}.json`);
	const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
		cases: Array<{ parameters: Record<string, unknown> }>;
	};
	// Which fields a case needs is read without n8n, so cases with expressions are left to their fixtures.
	return cases
		.map(({ parameters }) => parameters)
		.filter((parameters) => !JSON.stringify(parameters).includes('"={{'));
}

/** The values of a case, as the node reads them from a complete form. */
function valuesOf(operation: Operation, parameters: Record<string, unknown>): Values {
	const fields = [...fieldsOf(operation), ...optionsOf(operation)];
	const defaults = Object.fromEntries(fields.map(({ name, default: value }) => [name, value]));
	return readValues(operation, (name) => parameters[name] ?? defaults[name], 'UTC');
}

/** Required fields whose default is blank; a field with a default is never blank in the form. */
function required(operation: Operation, values: Values): Field[] {
	return fieldsOf(operation).filter(
		(field) =>
			field.required &&
			!field.always &&
			!(field.local && field.kind === 'choice') &&
			applies(field.when, values) &&
			!(field.blankWhen && applies(field.blankWhen, values)),
	);
}

function blanksOf(node: string, resource: string, operation: Operation): Blank[] {
	const file = fixtureName(node, resource, operation.value);
	const seen = new Set<string>();
	return parametersOf(file).flatMap((parameters) =>
		required(operation, valuesOf(operation, parameters)).flatMap((field) => {
			const id = JSON.stringify([field.name, field.when]);
			if (seen.has(id)) return [];
			seen.add(id);
			return [
				{
					title: `${file}: ${field.displayName}`,
					node,
					parameters: {
						resource,
						operation: operation.value,
						...parameters,
						[field.name]: NOTHING,
					},
					label: field.displayName,
				},
			];
		}),
	);
}

const BLANKS = CATALOGUE.flatMap(({ node, resources }) =>
	resources.flatMap(({ value, operations }) =>
		operations.flatMap((one) => blanksOf(node, value, one)),
	),
);

const sandbox = useNodes();

describe(`a required field left blank (${BLANKS.length} of them)`, () => {
	it.each(BLANKS.map((one) => [one.title, one] as const))(
		'%s gets a sentence, and nothing is sent',
		async (_title, { node, parameters, label }) => {
			const { error } = await runNode(node, parameters, { credential: sandboxCredential(sandbox) });
			expect(error?.message).toContain(`${label} is empty`);
			expect(sandbox.requests).toEqual([]);
		},
	);

	it('covers every required field of every operation', () => {
		const covered = new Set(BLANKS.map(({ title }) => title));
		for (const { node, resources } of CATALOGUE) {
			for (const { value, operations } of resources) {
				for (const operation of operations) {
					const file = fixtureName(node, value, operation.value);
					const names = fieldsOf(operation)
						.filter(
							(field) =>
								field.required && !field.always && !(field.local && field.kind === 'choice'),
						)
						.map(({ displayName }) => `${file}: ${displayName}`);
					expect([...covered]).toEqual(expect.arrayContaining(names));
				}
			}
		}
	});
});
