import type { IDataObject } from 'n8n-workflow';

import type { Service } from './core/definition/operation';
import { ERROR_CODES } from './bitmart/errorCodes';
import { guard, vouch } from './access/guard';
import { baseUrl } from './access/hosts';
import { USER_AGENT } from './bitmart/version';

/** BitMart, as the core sees it. */
export const bitmart: Service = {
	name: 'BitMart',
	credential: 'bitmartApi',
	credentialName: 'BitMart API',
	userAgent: USER_AGENT,
	success: '1000',
	baseUrl,
	explain: (code) => ERROR_CODES[code],
	time: {
		host: 'spot',
		path: '/system/time',
		read: (envelope) => Number((envelope.data as IDataObject).server_time),
	},
	hosts: ['spot', 'futures'],
	guard,
	vouch,
};
