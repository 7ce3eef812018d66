import type { IDataObject, INodeCredentialDescription } from 'n8n-workflow';

import { estimate } from './access/estimate';
import { guard, vouch } from './access/guard';
import { baseUrl } from './access/hosts';
import { ERROR_CODES } from './bitmart/errorCodes';
import { USER_AGENT } from './bitmart/version';
import type { Resource } from './core/definition/operation';
import type { Service } from './core/definition/service';

/** BitMart, as the core sees it. */
export const bitmart: Service = {
	name: 'BitMart',
	credential: 'bitmartApi',
	credentialName: 'BitMart API',
	credentialParts: 'access key, secret key and memo',
	keyName: 'accessKey',
	userAgent: USER_AGENT,
	secrets: ['accessKey', 'secretKey', 'memo', 'signalSecret'],
	// Gateway errors have been seen with `msg`.
	envelope: ({ code, message, msg, trace }) => ({ code, message: message ?? msg, trace }),
	success: '1000',
	// What BitMart calls "Remaining" counts up.
	rateHeaders: (headers) => ({
		limit: headers['x-bm-ratelimit-limit'],
		used: headers['x-bm-ratelimit-remaining'],
		reset: headers['x-bm-ratelimit-reset'],
	}),
	edge: 'Cloudflare',
	baseUrl,
	explain: (code) => ERROR_CODES[code],
	time: {
		host: 'spot',
		path: '/system/time',
		read: (envelope) => Number((envelope.data as IDataObject | null)?.server_time),
	},
	hosts: ['spot', 'futures'],
	guard,
	vouch,
	estimate,
};

/**
 * The credential of a node. Where a node has market data too, n8n must not insist on one: the private
 * operations say themselves that they need it. (Two entries with display conditions would read better,
 * but n8n looks at the first of a name only.)
 */
export function credentialsFor(resources: Resource[]): INodeCredentialDescription[] {
	const required = resources.every(({ operations }) => operations.every((one) => !one.public));
	return [{ name: bitmart.credential, required }];
}
