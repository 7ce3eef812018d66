import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Call } from '../definition/operation';
import type { Service } from '../definition/service';
import type { Caller } from './caller';
import { clock, learnTime } from './clock';
import { call, toOptions } from './http';
import type { PlannedRequest } from './request';
import { judge } from './response';

/** Reads the exchange's clock and signs with it from now on, on all hosts of the environment. */
export async function correctClock(
	context: Caller,
	service: Service,
	credentials: ICredentialDataDecryptedObject | undefined,
): Promise<void> {
	const { host, path, read } = service.time;
	const origin = service.baseUrl(host, credentials, true);
	const timeCall: Call = { endpoint: `GET /${path.slice(1)}`, limit: null };
	const request: PlannedRequest = { method: 'GET', path, call: timeCall, values: {} };
	const before = clock.now();
	const answer = await call(context, toOptions(request, origin, service), undefined);
	const halfWay = (clock.now() - before) / 2;
	const origins = service.hosts.map((name) => service.baseUrl(name, credentials, true));
	learnTime(origins, read(judge(service, answer, false, false)) + halfWay);
}
