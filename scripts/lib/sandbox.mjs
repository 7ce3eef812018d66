/** The sandbox exchange inside a script, and the credential that belongs to it. */
import { Problem, atExit } from './process.mjs';

/** What example workflows name as their credential. */
export const SANDBOX_CREDENTIAL = { id: 'bitmartSandboxCred', name: 'BitMart (sandbox)' };

/**
 * Starts the sandbox in this process. Its code is TypeScript, so the dependencies must be there.
 * @param {object} [options] for `startSandbox`
 */
export async function openSandbox(options = {}) {
	const { tsImport } = await import('tsx/esm/api');
	const { startSandbox, DEFAULT_ACCOUNTS } = await tsImport(
		'../../sandbox/index.ts',
		import.meta.url,
	);
	const sandbox = await startSandbox(options);
	atExit(() => sandbox.stop());
	const [account] = DEFAULT_ACCOUNTS;
	if (!account) throw new Problem('The sandbox has no account.');
	return { sandbox, account };
}

/**
 * A credential of the sandbox as n8n imports it.
 * @param {{spotUrl: string, futuresUrl: string}} sandbox
 * @param {{accessKey: string, secretKey: string, memo: string}} account
 * @param {object} [data] values that differ
 */
export function sandboxCredential(sandbox, account, data = {}) {
	return {
		...SANDBOX_CREDENTIAL,
		type: 'bitmartApi',
		data: {
			environment: 'sandbox',
			sandboxSpotUrl: sandbox.spotUrl,
			sandboxFuturesUrl: sandbox.futuresUrl,
			accessKey: account.accessKey,
			secretKey: account.secretKey,
			memo: account.memo,
			// n8n's HTTP Request node may use the credential for the sandbox only.
			allowedHttpRequestDomains: 'domains',
			allowedDomains: '127.0.0.1',
			...data,
		},
	};
}
