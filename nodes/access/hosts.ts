import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Complaint } from '../core/values/complaint';

/** BitMart has two hosts; each knows its own paths only. */
export type BitmartHost = 'spot' | 'futures';

const LIVE: Record<BitmartHost, string> = {
	spot: 'https://api-cloud.bitmart.com',
	futures: 'https://api-cloud-v2.bitmart.com',
};

const DEMO_FUTURES = 'https://demo-api-cloud-v2.bitmart.com';

/** What n8n's HTTP Request node may reach with the credential by default; sandbox users add theirs. */
export const DEFAULT_ALLOWED_DOMAINS = [...Object.values(LIVE), DEMO_FUTURES]
	.map((url) => new URL(url).hostname)
	.join(',');

/**
 * The one signed read that changes nothing and needs key, secret and memo: the credential test. It is
 * the only path that the Futures Demo environment may reach on the live spot host, because the demo
 * host has no such call and the keys are the same.
 */
export const CREDENTIAL_TEST_PATH = '/spot/v4/query/open-orders';

/** Loopback, private or dot-less hosts: live keys must not be sent to a stranger who calls itself a sandbox. */
function isLocal(hostname: string): boolean {
	if (hostname === 'host.docker.internal' || hostname === '[::1]') return true;
	if (!hostname.includes('.') && !hostname.startsWith('[')) return true;
	return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$/.test(hostname);
}

function sandboxUrl(credentials: ICredentialDataDecryptedObject, host: BitmartHost): string {
	const [name, label] =
		host === 'spot'
			? (['sandboxSpotUrl', 'Sandbox Spot URL'] as const)
			: (['sandboxFuturesUrl', 'Sandbox Futures URL'] as const);
	const given = String(credentials[name] ?? '').trim();
	if (!URL.canParse(given)) {
		throw new Complaint(
			`${label} of the credential must be an address such as http://127.0.0.1:18081`,
		);
	}
	const url = new URL(given);
	if (!/^https?:$/.test(url.protocol) || !isLocal(url.hostname) || url.pathname !== '/') {
		throw new Complaint(
			`${label} of the credential must be a local address without a path`,
			'The sandbox environment signs for this machine and private networks only, so that keys cannot be sent to a stranger.',
		);
	}
	return url.origin;
}

export function environmentOf(credentials: ICredentialDataDecryptedObject | undefined): string {
	return String(credentials?.environment ?? 'live');
}

/** Play money can be claimed on the demo host only, and nothing can be moved into or out of it. */
function refuseElsewhere(path: string, environment: string): void {
	if (environment === 'live' && path.startsWith('/contract/private/claim')) {
		throw new Complaint(
			'Demo money can be claimed in the Futures Demo environment only',
			'Choose a credential whose environment is Futures Demo or Sandbox.',
		);
	}
	if (environment === 'demo' && path.startsWith('/account/')) {
		throw new Complaint(
			'The Futures Demo environment has no transfers, deposits and withdrawals',
			'Choose a credential whose environment is Live or Sandbox for this operation.',
		);
	}
}

/**
 * The base URL of a host in the credential's environment. Without a credential: live.
 * @throws Complaint where the environment has no such host, or not this path
 */
export function baseUrl(
	host: string,
	credentials: ICredentialDataDecryptedObject | undefined,
	isPublic: boolean,
	path = '',
): string {
	refuseElsewhere(path, environmentOf(credentials));
	const name = host as BitmartHost;
	const environment = environmentOf(credentials);
	if (environment === 'live') return LIVE[name];
	if (environment === 'sandbox' && credentials) return sandboxUrl(credentials, name);
	if (environment === 'demo') {
		if (name === 'futures') return DEMO_FUTURES;
		if (isPublic) return LIVE.spot;
		throw new Complaint(
			'The Futures Demo environment has futures only: no spot account, no deposits, no withdrawals and no transfers',
			'Choose a credential whose environment is Live or Sandbox for this operation.',
		);
	}
	throw new Complaint(
		`Environment of the credential must be Live, Futures Demo or Sandbox`,
		`Received: ${environment}`,
	);
}

/** Whether the credential may sign for this address in its environment. */
export function maySign(
	credentials: ICredentialDataDecryptedObject,
	method: 'GET' | 'POST',
	url: URL,
): boolean {
	const environment = environmentOf(credentials);
	const hosts: BitmartHost[] = environment === 'demo' ? ['futures'] : ['spot', 'futures'];
	if (hosts.some((host) => baseUrl(host, credentials, false) === url.origin)) return true;
	return (
		environment === 'demo' &&
		method === 'POST' &&
		url.origin === LIVE.spot &&
		url.pathname === CREDENTIAL_TEST_PATH
	);
}
