/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'fs';
import type { IDataObject } from 'n8n-workflow';
import { join } from 'path';

import { assumeRules } from '../../nodes/bitmart/rules/ruleBook';
import { CATALOGUE } from '../../nodes/catalogue';
import { sideOf } from '../../nodes/bitmart/words';
import { callsOf, changes, isJob, isSafe } from '../../nodes/core/definition/operation';
import type { Sandbox } from '../../sandbox';
import { fixtureName } from '../../scripts/lib/schemas';
import { runNode } from '../support/engine';
import { permit, permitMode } from '../support/rules';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

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
	items: IDataObject[];
	/** Trading rules of the symbol, where the case depends on them; otherwise everything is permitted. */
	rules?: IDataObject;
}

const FOLDER = join(__dirname, '../wire');
const FILES = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));

const OPERATIONS = CATALOGUE.flatMap(({ node, resources }) =>
	resources.flatMap((resource) =>
		resource.operations
			.filter((operation) => !isJob(operation))
			.map((operation) => ({
				file: fixtureName(node, resource.value, operation.value),
				node,
				resource: resource.value,
				operation: operation.value,
				definition: operation,
			})),
	),
);

const AUTH_HEADERS: Record<Case['request']['auth'], string[]> = {
	NONE: [],
	KEYED: ['x-bm-key'],
	SIGNED: ['x-bm-key', 'x-bm-sign', 'x-bm-timestamp'],
};

/** Keys that the node adds to a write that has none; fixtures know nothing of them. */
const DERIVED = /"(client_order_id|clientOrderId|requestNo)":"([0-9a-f]{32})",?/g;

/** A body without derived keys, and the keys. */
function withoutKeys(body: string): { body: string; keys: string[] } {
	const keys = [...body.matchAll(DERIVED)].map(([, , key = '']) => key);
	return { body: body.replace(DERIVED, '').replace(/,([}\]])/g, '$1'), keys };
}

/** An item without derived keys: those that were sent, and no others. */
function withoutDerived(item: IDataObject, keys: string[]): IDataObject {
	return Object.fromEntries(
		Object.entries(item).filter(([, value]) => !keys.includes(String(value))),
	);
}

/** Every symbol that a body names; fixtures have some that the sandbox does not list. */
function symbolsIn(body = ''): string[] {
	return [...body.matchAll(/"symbol":"([^"]+)"/g)].map(([, symbol = '']) => symbol);
}

/** What may be asked besides, before an order is sent. */
const RULES = [
	'GET /account/v1/withdraw/address/list',
	'GET /account/v1/withdraw/charge',
	'GET /spot/v1/symbols/details',
	'GET /contract/public/details',
	// What a percentage is taken of, and what has to stay.
	'GET /spot/v1/wallet',
	'GET /spot/v1/margin/isolated/account',
	'GET /account/sub-account/main/v1/wallet',
	'GET /account/contract/sub-account/main/v1/wallet',
	'GET /contract/private/assets-detail',
	'GET /contract/private/trade-fee-rate',
	// What was moved already.
	'GET /account/contract/sub-account/main/v1/transfer-list',
	'POST /account/v1/transfer-contract-list',
];

/** What a dry run reads besides, to say what a write would take. */
const ESTIMATES = new Set([
	...RULES,
	'GET /account/v1/wallet',
	'GET /contract/private/get-open-orders',
	'GET /contract/private/current-plan-order',
	'GET /spot/quotation/v3/ticker',
	'GET /spot/v1/margin/isolated/pairs',
	'GET /spot/v1/trade_fee',
]);

/** A withdrawal goes to a saved address only: saves the one that the case uses. */
function saveAddress({ funding }: Sandbox, body = '{}'): void {
	const { address, address_memo: memo = '' } = JSON.parse(body) as Record<string, string>;
	const [saved] = funding.addresses;
	const isThere = funding.addresses.some((one) => one.address === address);
	if (address && saved && !isThere) funding.addresses.push({ ...saved, address, memo });
}

const sandbox = useNodes();

describe('wire fixtures', () => {
	it('exist for every operation, and for nothing else', () => {
		expect(FILES.sort()).toEqual(OPERATIONS.map(({ file }) => file).sort());
	});
});

describe.each(OPERATIONS.filter(({ file }) => FILES.includes(file)))(
	'$file',
	({ file, node, resource, operation, definition }) => {
		const { cases } = JSON.parse(readFileSync(join(FOLDER, `${file}.json`), 'utf8')) as {
			cases: Case[];
		};

		it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
			const { request } = one;
			const endpoint = `${request.method} ${request.path}`;
			sandbox.canned = { endpoint, text: one.answerText ?? JSON.stringify(one.answer) };
			const { spotUrl, futuresUrl } = sandbox;
			saveAddress(sandbox, request.body);
			const baseUrl = request.host === 'spot' ? spotUrl : futuresUrl;
			permit(baseUrl, ...symbolsIn(request.body));
			if (one.rules) assumeRules(baseUrl, [one.rules]);
			const credential = sandboxCredential(sandbox);
			permitMode(futuresUrl, credential, sideOf(one.parameters.side)?.mode ?? 'hedge');
			const parameters: Record<string, unknown> = { resource, operation, ...one.parameters };
			const called = callsOf(definition).find((reached) => reached.endpoint === endpoint);
			let previewed: Awaited<ReturnType<typeof runNode>> | undefined;
			if (called && changes(called)) {
				const options = { ...(one.parameters.options as object | undefined), dryRun: true };
				const execution = { credential, executionId: 'one' };
				previewed = await runNode(node, { ...parameters, options }, execution);
				expect(arrivals(sandbox).filter((arrival) => !ESTIMATES.has(arrival))).toEqual([]);
				sandbox.requests.length = 0;
			}
			const { outputs, error } = await runNode(node, parameters, {
				credential,
				executionId: 'one',
			});

			if (previewed) {
				// Before the real one, with the same execution: the keys of the two are the same.
				expect(previewed.error).toBeUndefined();
				const shown = previewed.outputs[0]?.[0]?.json as {
					dryRun: true;
					request: { body: string };
				};
				expect(shown.dryRun).toBe(true);
				const sent = sandbox.requests.find(({ method, path }) => `${method} ${path}` === endpoint);
				expect(shown.request).toEqual({
					method: 'POST',
					url: `${baseUrl}${request.path}`,
					body: sent?.body,
				});
			}
			expect(error).toBeUndefined();
			const others = arrivals(sandbox).filter((arrival) => arrival !== endpoint);
			expect(others.filter((arrival) => !RULES.includes(arrival))).toEqual([]);
			const own = sandbox.requests.filter(({ method, path }) => `${method} ${path}` === endpoint);
			expect(own.map(({ refused }) => refused)).toEqual([undefined]);
			const [arrived] = own;
			expect(arrived).toMatchObject({
				host: request.host,
				method: request.method,
				path: request.path,
				rawQuery: request.query ?? '',
			});
			const { body, keys } = withoutKeys(arrived?.body ?? '');
			expect(body).toBe(request.body ?? '');
			const authHeaders = Object.keys(arrived?.headers ?? {}).filter((header) =>
				header.startsWith('x-bm-'),
			);
			expect(authHeaders.sort()).toEqual(AUTH_HEADERS[request.auth]);
			const call = callsOf(definition).find((reached) => reached.endpoint === endpoint);
			const isWrite = !isSafe(call?.repeat ?? 'safe');
			// What neither places nor moves anything has no outcome, nor has what was refused.
			const hasOutcome = isWrite && definition.withoutOutcome !== true;
			const expected = one.items.map((item) =>
				hasOutcome && !('refused' in item) ? { ...item, outcome: 'placed' } : item,
			);
			expect(outputs[0]?.map(({ json }) => withoutDerived(json, keys)) ?? []).toEqual(expected);
			expect(
				outputs[0]?.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}') ?? true,
			).toBe(true);
		});
	},
);
