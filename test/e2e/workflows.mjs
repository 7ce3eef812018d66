/** Workflows of the end-to-end tests, put together from few words. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from '../../scripts/lib/process.mjs';
import { SANDBOX_CREDENTIAL } from '../../scripts/lib/sandbox.mjs';

const readWorkflow = (name) =>
	JSON.parse(readFileSync(path.join(ROOT, 'workflows', `${name}.json`), 'utf8'));

/** The example workflow that the demo runs. */
export const FIRST_ORDER = readWorkflow('first-order');

/** One example workflow for each node. */
export const TOURS = {
	account: readWorkflow('account-tour'),
	spot: readWorkflow('spot-tour'),
	futures: readWorkflow('futures-tour'),
	subAccount: readWorkflow('sub-account-tour'),
};

/** Workflows to begin with, each for one task of a trader. */
export const EXAMPLES = {
	firstOrder: FIRST_ORDER,
	tradingView: readWorkflow('tradingview-alert'),
	dollarCost: readWorkflow('dollar-cost-averaging'),
	rebalance: readWorkflow('rebalance'),
	bracket: readWorkflow('bracket-entry'),
	deadMan: readWorkflow('dead-mans-switch'),
	priceAlert: readWorkflow('price-alert'),
};

/** The same for moving money between wallets and accounts, and out of the exchange. */
export const MOVING = {
	scheduled: readWorkflow('scheduled-transfer'),
	distribute: readWorkflow('distribute-to-sub-accounts'),
	sweep: readWorkflow('sweep-profits'),
	history: readWorkflow('history-to-csv'),
	report: readWorkflow('balance-report'),
	leave: readWorkflow('leave-bitmart'),
};

/** What they name as the credential that alerts prove themselves by. */
export const SIGNAL_CREDENTIAL = {
	id: 'bitmartSandboxSignal',
	name: 'BitMart (sandbox, signal secret)',
};

/** A workflow that offers the nodes as tools to programs that speak MCP. */
export const MCP_TOOLS = readWorkflow('mcp-tools');

/** What it names as the token of those programs. */
export const MCP_CREDENTIAL = { id: 'bitmartMcpToken', name: 'MCP token' };

/** What the tours name as the credential that may withdraw, and as that of a sub-account. */
export const WITHDRAWAL_CREDENTIAL = {
	id: 'bitmartSandboxPay',
	name: 'BitMart (sandbox, may withdraw)',
};
export const SUB_ACCOUNT_CREDENTIAL = {
	id: 'bitmartSandboxSub',
	name: 'BitMart (sandbox, sub-account)',
};

/** A withdrawal to the saved address of the sandbox: nothing stands against it but a guard rail. */
export const WITHDRAWAL = {
	resource: 'withdrawal',
	operation: 'create',
	currency: 'USDT-TRC20',
	amount: '20',
	sendTo: 'address',
	address: 'TXexampleAddress0000000000000000000',
	options: {},
};

/** A copy of a workflow in which some nodes are others; as a new one, so without its ID. */
function copyOf({ id, ...workflow }, change) {
	return { ...workflow, nodes: workflow.nodes.map((node) => ({ ...node, ...change(node) })) };
}

/** A copy of a workflow with other parameters in the node of a name. */
export const withParameters = (workflow, name, parameters) =>
	copyOf(workflow, (node) => node.name === name && { parameters });

/** A copy with other values in a node of the kind Edit Fields. */
export function withFields(workflow, name, values) {
	const { parameters } = workflow.nodes.find((node) => node.name === name);
	const assignments = parameters.assignments.assignments.map((one) => ({
		...one,
		value: values[one.name] ?? one.value,
	}));
	return withParameters(workflow, name, { ...parameters, assignments: { assignments } });
}

/** A copy as a new workflow, whose keys n8n has not seen yet. */
export const anew = (workflow) => copyOf(workflow, () => ({}));

/** A copy with other JSON in such a node. */
export function withJson(workflow, name, json) {
	const { parameters } = workflow.nodes.find((node) => node.name === name);
	return withParameters(workflow, name, { ...parameters, jsonOutput: JSON.stringify(json) });
}

/** A copy with another trigger for its schedule, and another credential, that keeps all of its executions. */
function triggeredBy(trigger, { settings, ...workflow }, credential) {
	return copyOf(workflow, ({ type, credentials }) => ({
		...(type.endsWith('.scheduleTrigger') && trigger),
		...(credentials?.bitmartApi && { credentials: { bitmartApi: credential } }),
	}));
}

/** A copy that runs every second. */
export function everySecond(workflow, credential) {
	const rule = { interval: [{ field: 'seconds', secondsInterval: 1 }] };
	return triggeredBy({ parameters: { rule } }, workflow, credential);
}

/** A copy that runs whenever a path is called, and answers when it is done. */
export function onCall(path, workflow, credential) {
	const trigger = {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		webhookId: path,
		parameters: { path, responseMode: 'lastNode', responseData: 'noData', options: {} },
	};
	return triggeredBy(trigger, workflow, credential);
}

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

function bitmart(type, name, parameters, rest) {
	return {
		name,
		type: `n8n-nodes-bitmart.${type}`,
		typeVersion: 1,
		parameters,
		credentials: { bitmartApi: SANDBOX_CREDENTIAL },
		...rest,
	};
}

/** A BitMart Spot node. */
export const spot = (name, parameters, rest = {}) => bitmart('bitmartSpot', name, parameters, rest);

/** A BitMart Futures node. */
export const futures = (name, parameters, rest = {}) =>
	bitmart('bitmartFutures', name, parameters, rest);

/** A BitMart Account node. */
export const account = (name, parameters, rest = {}) =>
	bitmart('bitmartAccount', name, parameters, rest);

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
