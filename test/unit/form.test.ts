import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { NODE_TYPES } from '../support/engine';

/** n8n's linter looks at literals only, so the real descriptions are checked here. */
const properties = Object.entries(NODE_TYPES).flatMap(([node, { description }]) =>
	description.properties.flatMap((property) =>
		[
			property,
			...(property.type === 'collection' ? (property.options as INodeProperties[]) : []),
		].map(
			(one) =>
				[
					`${node}: ${one.displayName} (${JSON.stringify(one.displayOptions?.show ?? {})})`,
					one,
				] as const,
		),
	),
);

const choices = properties.filter(([, { type }]) => type === 'options');

describe('the form', () => {
	it.each(properties)('%s has what n8n asks of a parameter', (_title, property) => {
		expect(property.displayName).toMatch(/^[A-Z]/);
		expect(property.default).toBeDefined();
		expect(Object.keys(property)).not.toEqual(
			expect.arrayContaining([expect.stringMatching(/^(kind|wire|when|values|local)$/)]),
		);
		const { description = '' } = property;
		if (property.type === 'boolean') expect(description).toMatch(/^Whether /);
		// One sentence has no full stop; several have.
		if (/[.;] [A-Z]/.test(description)) expect(description).toMatch(/\.$/);
		else expect(description).not.toMatch(/\.$/);
		if (property.name === 'limit') {
			expect(property).toMatchObject({
				default: 50,
				description: 'Max number of results to return',
			});
		}
	});

	it.each(choices)('%s has a default among its options, and words for each', (_title, property) => {
		const options = property.options as INodePropertyOptions[];
		expect(options.map(({ value }) => value)).toContain(property.default);
		for (const option of options) expect(option.name).toMatch(/^[A-Z0-9]/);
		expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
	});

	it('gives every operation an action in sentence case and a description', () => {
		for (const [, property] of choices.filter(([, { name }]) => name === 'operation')) {
			for (const { action, description } of property.options as INodePropertyOptions[]) {
				expect(action).toMatch(/^[A-Z][a-z]/);
				expect(description).toMatch(/^[A-Z]/);
			}
		}
	});
});
