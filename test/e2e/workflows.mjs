/** Workflows of the end-to-end tests, put together from few words. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from '../../scripts/lib/process.mjs';
import { SANDBOX_CREDENTIAL } from '../../scripts/lib/sandbox.mjs';

/** The example workflow that the demo runs. */
export const FIRST_ORDER = JSON.parse(
	readFileSync(path.join(ROOT, 'workflows', 'first-order.json'), 'utf8'),
);

/** A workflow whose nodes follow one another, after a manual trigger. */
export function chain(name, ...nodes) {
	const all = [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 }, ...nodes];
	return {
		name,
		nodes: all.map((node, index) => ({
			id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
			parameters: {},
			...node,
			position: [index * 220, 0],
		})),
		connections: Object.fromEntries(
			all
				.slice(0, -1)
				.map((node, index) => [
					node.name,
					{ main: [[{ node: all[index + 1].name, type: 'main', index: 0 }]] },
				]),
		),
	};
}

/** Nodes that give out the given items, one after the other. */
export function itemsOf(list) {
	return [
		{
			name: 'List',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ list }), options: {} },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'list', options: {} },
		},
	];
}

/** A BitMart Spot node. */
export function spot(name, parameters, rest = {}) {
	return {
		name,
		type: 'n8n-nodes-bitmart.bitmartSpot',
		typeVersion: 1,
		parameters,
		credentials: { bitmartApi: SANDBOX_CREDENTIAL },
		...rest,
	};
}

/** n8n's own HTTP Request node, signing with the credential of this package. */
export function httpRequest(name, { url, body, method = 'POST', credential = SANDBOX_CREDENTIAL }) {
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method,
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'bitmartApi',
			...(body && {
				sendBody: true,
				contentType: 'json',
				specifyBody: 'json',
				jsonBody: JSON.stringify(body),
			}),
			options: {},
		},
		credentials: { bitmartApi: credential },
	};
}
