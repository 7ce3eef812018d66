import type { Service } from '../core/operation';
import { ERROR_CODES } from './errorCodes';
import { baseUrl } from './hosts';
import { USER_AGENT } from './version';

/** BitMart, as the core sees it. */
export const bitmart: Service = {
	name: 'BitMart',
	credential: 'bitmartApi',
	credentialName: 'BitMart API',
	userAgent: USER_AGENT,
	success: '1000',
	baseUrl,
	explain: (code) => ERROR_CODES[code],
};
