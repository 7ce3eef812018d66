import type { CatalogueEntry } from '../../nodes/catalogue';
import { callsOf, isJob, isSafe } from '../../nodes/core/definition/operation';

/** A JSON schema, as far as n8n's output previews use it. */
export interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** The part of a wire fixture that schemas are made from. */
export interface FixtureCase {
	parameters: { simplify?: boolean };
	items: object[];
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
	return typeof value;
}

/** Two examples of one thing; a null says nothing about the type. */
function merge(a: Schema | undefined, b: Schema): Schema {
	if (!a || a.type === 'null') return b;
	if (b.type === 'null') return a;
	if (a.type === 'integer' && b.type === 'number') return b;
	if (a.type !== b.type) return a;
	if (a.type === 'array') {
		const items = b.items ? merge(a.items, b.items) : a.items;
		return { type: 'array', ...(items && { items }) };
	}
	if (!a.properties || !b.properties) return a;
	const properties = { ...a.properties };
	for (const [name, schema] of Object.entries(b.properties)) {
		properties[name] = merge(properties[name], schema);
	}
	return { type: 'object', properties };
}

function schemaOf(value: unknown): Schema {
	const type = typeOf(value);
	if (Array.isArray(value)) {
		const items = value.map(schemaOf).reduce<Schema | undefined>(merge, undefined);
		return { type, ...(items && { items }) };
	}
	if (typeof value === 'object' && value !== null) {
		const properties = Object.entries(value).map(
			([name, inner]) => [name, schemaOf(inner)] as const,
		);
		return { type, properties: Object.fromEntries(properties) };
	}
	return { type };
}

/**
 * What n8n shows of an operation's output before its first run, by path of the file below `nodes/`.
 * Made from the items of the wire fixtures, so that it cannot promise a field that no test has seen.
 */
export function toSchemas(
	catalogue: Array<CatalogueEntry & { folder: string }>,
	fixtures: Map<string, FixtureCase[]>,
): Map<string, string> {
	const files = new Map<string, string>();
	for (const { node, folder, resources } of catalogue) {
		for (const resource of resources) {
			for (const operation of resource.operations) {
				// What a job gives depends on its steps; their own schemas say it.
				if (isJob(operation)) continue;
				const name = fixtureName(node, resource.value, operation.value);
				const hasOutcome =
					operation.withoutOutcome !== true &&
					callsOf(operation).some(({ repeat = 'safe' }) => !isSafe(repeat));
				const items = (fixtures.get(name) ?? [])
					.filter(({ parameters }) => parameters.simplify !== false)
					.flatMap((one) => one.items)
					.map((item) => (hasOutcome ? { ...item, outcome: 'placed' } : item));
				if (items.length === 0) throw new Error(`test/wire/${name}.json has no items`);
				const schema = items.map(schemaOf).reduce<Schema | undefined>(merge, undefined);
				const path = `${folder}/__schema__/v1.0.0/${resource.value}/${operation.value}.json`;
				files.set(path, `${JSON.stringify({ ...schema, version: 1 }, null, '\t')}\n`);
			}
		}
	}
	return files;
}

/** `bitmartSpot`, `order`, `create` is `spot.order.create`. */
export function fixtureName(node: string, resource: string, operation: string): string {
	const short = node.replace(/^bitmart/, '');
	return `${short.charAt(0).toLowerCase()}${short.slice(1)}.${resource}.${operation}`;
}
