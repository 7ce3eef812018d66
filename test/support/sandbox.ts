import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import { DEFAULT_ACCOUNTS } from '../../sandbox';

/** Credential data for the first account of a running sandbox; without guard rails unless `changes` set some. */
export function sandboxCredential(
	sandbox: Sandbox,
	changes: ICredentialDataDecryptedObject = {},
): ICredentialDataDecryptedObject {
	const [account] = DEFAULT_ACCOUNTS;
	if (!account) throw new Error('The sandbox has no account');
	return {
		environment: 'sandbox',
		sandboxSpotUrl: sandbox.spotUrl,
		sandboxFuturesUrl: sandbox.futuresUrl,
		accessKey: account.accessKey,
		secretKey: account.secretKey,
		memo: account.memo,
		// Withdrawals are off by default; the guard rails have tests of their own.
		allowWithdrawals: true,
		...changes,
	};
}

/** What arrived, as `METHOD /path`. */
export function arrivals(sandbox: Sandbox): string[] {
	return sandbox.requests.map(({ method, path }) => `${method} ${path}`);
}
