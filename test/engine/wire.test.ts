/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { CATALOGUE } from '../../nodes/catalogue';
import type { Sandbox } from '../../sandbox';
import { startSandbox } from '../../sandbox';
import { fixtureName } from '../../scripts/lib/schemas';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';

/** One case of a wire fixture, typed in from BitMart's description. */
interface Case {
	name: string;
	parameters: Record<string, unknown>;
	request: {
		host: 'spot' | 'futures';
		method: 'GET' | 'POST';
		path: string;
		auth: 'NONE' | 'KEYED' | 'SIGNED';
		/** Exact text, percent-encoded. */
		query?: string;
		/** Exact text. */
		body?: string;
	};
	answer?: unknown;
	/** The answer as text, where JSON.parse would damage it. */
	answerText?: string;
	items: unknown[];
}

const FOLDER = join(__dirname, '../wire');
const FILES = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));

const OPERATIONS = CATALOGUE.flatMap(({ node, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			file: fixtureName(node, resource.value, operation.value),
			node,
			resource: resource.value,
			operation: operation.value,
		})),
	),
);

const AUTH_HEADERS: Record<Case['request']['auth'], string[]> = {
	NONE: [],
	KEYED: ['x-bm-key'],
	SIGNED: ['x-bm-key', 'x-bm-sign', 'x-bm-timestamp'],
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.stop());

describe('wire fixtures', () => {
	it('exist for every operation, and for nothing else', () => {
		expect(FILES.sort()).toEqual(OPERATIONS.map(({ file }) => file).sort());
	});
});

describe.each(OPERATIONS.filter(({ file }) => FILES.includes(file)))(
	'$file',
	({ file, node, resource, operation }) => {
		const { cases } = JSON.parse(readFileSync(join(FOLDER, `${file}.json`), 'utf8')) as {
			cases: Case[];
		};

		it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
			const { request } = one;
			sandbox.reset();
			sandbox.canned = one.answerText ?? JSON.stringify(one.answer);
			const { outputs, error } = await runNode(
				node,
				{ resource, operation, ...one.parameters },
				{ credential: sandboxCredential(sandbox) },
			);

			expect(error).toBeUndefined();
			expect(sandbox.requests.map(({ refused }) => refused)).toEqual([undefined]);
			const [arrived] = sandbox.requests;
			expect(arrived).toMatchObject({
				host: request.host,
				method: request.method,
				path: request.path,
				rawQuery: request.query ?? '',
				body: request.body ?? '',
			});
			const authHeaders = Object.keys(arrived?.headers ?? {}).filter((header) =>
				header.startsWith('x-bm-'),
			);
			expect(authHeaders.sort()).toEqual(AUTH_HEADERS[request.auth]);
			expect(outputs[0]?.map(({ json }) => json) ?? []).toEqual(one.items);
			expect(
				outputs[0]?.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}') ?? true,
			).toBe(true);
		});
	},
);
