/**
 * Where the end-to-end tests take place: one real n8n with the packed package in it, the sandbox
 * exchange in this process, and the credentials of both. Started once for all files.
 */
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach } from 'node:test';

import { N8n, ensureN8n } from '../../scripts/lib/n8n.mjs';
import { atExit, cleanUp, guardExits, until } from '../../scripts/lib/process.mjs';
import { openSandbox, sandboxCredential } from '../../scripts/lib/sandbox.mjs';
import {
	EXAMPLES,
	MCP_CREDENTIAL,
	MCP_TOOLS,
	MOVING,
	SIGNAL_CREDENTIAL,
	SUB_ACCOUNT_CREDENTIAL,
	TOURS,
	WITHDRAWAL_CREDENTIAL,
} from './workflows.mjs';

/** Filled before the first test. */
export const place = {
	/** @type {N8n} */
	n8n: undefined,
	sandbox: undefined,
	account: undefined,
	/** What programs that speak MCP prove themselves by. */
	mcpToken: randomBytes(16).toString('hex'),
	/** What alerts prove themselves by. */
	signalSecret: randomBytes(16).toString('hex'),
	/** Every signature that arrived anywhere, with the body that it was for. */
	signatures: new Map(),
};

/** Keeps the signatures of requests that are about to be forgotten. */
export function keepSignatures(requests) {
	for (const { headers, body } of requests) {
		const sign = headers['x-bm-sign'];
		if (sign) place.signatures.set(sign, body);
	}
}

/** A credential of the sandbox with other values, as the form would send it for a test. */
export function credential(data = {}) {
	return sandboxCredential(place.sandbox, place.account, data);
}

/** The key of the sub-account that the tours use. */
function subAccountKey() {
	const { accessKey, secretKey, memo } = place.sandbox.accounts.find(
		({ name }) => name === 'desk1@example.com',
	);
	return { accessKey, secretKey, memo };
}

/** Stores a credential of the sandbox with other values; answers what a node names it by. */
export async function storeCredential(name, data) {
	return await place.n8n.createCredential({ ...credential(data), name });
}

/** What arrived at a path of the sandbox, oldest first. */
export function arrived(path) {
	return place.sandbox.requests.filter((request) => request.path === path);
}

/** Runs a workflow once in n8n and answers its run data. */
export async function runOnce(workflow) {
	return await place.n8n.runWorkflow(await place.n8n.createWorkflow(workflow));
}

/** Publishes a workflow and waits until its trigger listens, which is somewhat later. */
export async function publish(workflow, listens) {
	await place.n8n.publishWorkflow(workflow);
	await until(listens, { within: 20_000, what: `the trigger of "${workflow.name}"` });
}

before(async () => {
	guardExits();
	const tarball = process.env.BITMART_E2E_PACKAGE;
	if (!tarball) throw new Error('Run these tests with: npm run test:e2e');
	Object.assign(place, await openSandbox({ mode: 'strict' }));
	// Everything that n8n can log is searched for keys later.
	const n8n = await N8n.create(await ensureN8n(), tarball, { N8N_LOG_LEVEL: 'debug' });
	atExit(() => n8n.stop());
	await n8n.importCredentials(
		credential(),
		{ ...credential({ allowWithdrawals: true }), ...WITHDRAWAL_CREDENTIAL },
		{ ...credential(subAccountKey()), ...SUB_ACCOUNT_CREDENTIAL },
		{ ...credential({ signalSecret: place.signalSecret }), ...SIGNAL_CREDENTIAL },
		{ ...MCP_CREDENTIAL, type: 'httpBearerAuth', data: { token: place.mcpToken } },
	);
	await n8n.importWorkflows(MCP_TOOLS, ...[EXAMPLES, MOVING, TOURS].flatMap(Object.values));
	await n8n.start();
	await n8n.createOwner();
	place.n8n = n8n;
});

beforeEach(() => {
	keepSignatures(place.sandbox?.requests ?? []);
	place.sandbox?.reset();
});

after(cleanUp);
