/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
/** What BitMart's documentation says it accepts, as data, and which endpoint a path belongs to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Host } from '../basics/hosts';
import { readData } from '../basics/json';
import { refusal } from '../basics/refusals';
import { sideOf } from './codes';

/** One parameter as the description lists it. */
export interface Param {
	name: string;
	in: 'query' | 'body';
	type: string;
	required: boolean | 'conditional';
	wire?: 'string' | 'number';
	enum?: Array<{ value: string | number; meaning: string }>;
	min?: number;
	max?: number;
	maxLength?: number;
	minItems?: number;
	maxItems?: number;
	pattern?: string;
	items?: Param[];
}

/** One endpoint as the description lists it. */
export interface Endpoint {
	host: Host;
	id: string;
	method: 'GET' | 'POST';
	path: string;
	auth: 'NONE' | 'KEYED' | 'SIGNED';
	permission: string;
	rateLimit: { requests: number; windowSeconds: number; per: string } | null;
	params: Param[];
	response: { example: Record<string, unknown> };
}

interface DescriptionFile {
	endpoints: Endpoint[];
	removedPaths?: Array<{ path: string; use: string | null }>;
}

const read = (host: Host) =>
	readData(readFileSync(join(__dirname, '..', 'api', `${host}.json`), 'utf8')) as DescriptionFile;
const files: Record<Host, DescriptionFile> = { spot: read('spot'), futures: read('futures') };

const table = new Map<string, Endpoint>();
const paths: Record<Host, Set<string>> = { spot: new Set(), futures: new Set() };
for (const host of ['spot', 'futures'] as const) {
	for (const endpoint of files[host].endpoints) {
		endpoint.host = host;
		table.set(`${host} ${endpoint.method} ${endpoint.path}`, endpoint);
		paths[host].add(endpoint.path);
	}
}

/** Every described endpoint of both hosts. */
export const endpoints: Endpoint[] = [...table.values()];

/** The endpoint behind host, method and path; throws what BitMart says when there is none. */
export function findEndpoint(host: Host, method: string, path: string): Endpoint {
	const endpoint = table.get(`${host} ${method} ${path}`);
	if (endpoint) return endpoint;
	if (paths[host].has(path)) {
		const reason = `${path} exists, but not with ${method}`;
		if (host === 'futures') throw refusal(30000, { reason });
		throw refusal(sideOf(host, path) === 'account' ? 60030 : 57001, { reason });
	}
	const other = host === 'spot' ? 'futures' : 'spot';
	if (paths[other].has(path)) {
		throw refusal(30000, { reason: `${path} belongs to the ${other} host, this is ${host}` });
	}
	const removed = files[host].removedPaths?.find((entry) => entry.path === path);
	if (removed) {
		throw refusal(30031, {
			reason: `${path} is retired${removed.use ? `, use ${removed.use}` : ''}`,
		});
	}
	throw refusal(30000, { reason: `${path} is not a path of BitMart` });
}
