import { compact, isoFromMilliseconds } from '../../bitmart/records/records';
import type { Operation, Resource } from '../../core/definition/operation';

/** A maintenance window. The status has been seen as a number and as text. */
const STATUS: Record<string, string> = { '0': 'planned', '1': 'running', '2': 'finished' };

const getStatus: Operation = {
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get the system status',
	description: 'Retrieve announced maintenance windows of the spot, futures and account services',
	endpoint: 'GET /system/service',
	limit: { requests: 10, seconds: 1, per: 'IP' },
	public: true,
	fields: [],
	rows: 'data.service',
	simplify: (service) =>
		compact({
			title: service.title,
			service: service.service_type,
			status: STATUS[String(service.status)] ?? service.status,
			startTime: isoFromMilliseconds(service.start_time),
			endTime: isoFromMilliseconds(service.end_time),
		}),
};

const getTime: Operation = {
	value: 'getTime',
	name: 'Get Time',
	action: 'Get the system time',
	description: "Retrieve the time of BitMart's clock",
	endpoint: 'GET /system/time',
	limit: { requests: 10, seconds: 1, per: 'IP' },
	public: true,
	fields: [],
	rows: 'data',
	simplify: (time) => ({
		time: isoFromMilliseconds(time.server_time),
		milliseconds: time.server_time,
	}),
};

/** The exchange itself; works without a credential. */
export const system: Resource = {
	value: 'system',
	name: 'System',
	description: 'Clock and maintenance of the exchange; needs no credential',
	host: 'spot',
	operations: [getStatus, getTime],
};
