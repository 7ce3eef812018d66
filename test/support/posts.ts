/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import type { Action } from '../../nodes/access/guardSettings';
import { CATALOGUE } from '../../nodes/catalogue';
import { callsOf } from '../../nodes/core/definition/operation';
import type { DescribedEndpoint } from './description';
import { DESCRIBED } from './description';

/** BitMart's POSTs as its documentation describes them, and what the nodes send to each. */

/** What each permission of the description is, apart from the calls that do something else. */
const EXPECTED: Record<string, Action | 'read'> = {
	'Read-Only': 'read',
	'Spot-Trade': 'tradeSpot',
	'Margin-Trade': 'tradeMargin',
	'Future-Trade': 'tradeFutures',
	'Sub-Account Transfer': 'transfer',
	Withdraw: 'withdraw',
};
const EXCEPTIONS: Record<string, Action | 'read'> = {
	'/account/v1/transfer-contract-list': 'read',
	'/account/v1/transfer-contract': 'transfer',
	'/spot/v1/margin/isolated/transfer': 'transfer',
};

export type Sent = Record<string, unknown>;

interface Post extends DescribedEndpoint {
	/** The nodes have it. */
	known: boolean;
	action: Action | 'read' | undefined;
	/** Bodies of the wire fixtures, also with the keys that the nodes derive. */
	bodies: Sent[];
}

/** Every POST that an operation can reach, as often as it is reached. */
export const REACHED = CATALOGUE.flatMap(({ resources }) => resources)
	.flatMap(({ operations }) => operations)
	.flatMap((operation) => callsOf(operation).map(({ endpoint }) => endpoint as string))
	.filter((endpoint) => endpoint.startsWith('POST '));

interface Case {
	request: { method: string; path: string; body?: string };
}

const FOLDER = join(__dirname, '../wire');
const SENT = readdirSync(FOLDER)
	.flatMap(
		(file) => (JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { cases: Case[] }).cases,
	)
	.map(({ request }) => request)
	.filter(({ method }) => method === 'POST');

function bodiesOf({ path, params }: DescribedEndpoint): Sent[] {
	const derived = params
		.filter(({ name }) => ['client_order_id', 'clientOrderId', 'requestNo'].includes(name))
		.map(({ name }) => [name, '0123456789abcdef0123456789abcdef'] as const);
	return SENT.filter((sent) => sent.path === path).flatMap(({ body = '{}' }) => {
		const sent = JSON.parse(body) as Sent;
		const whole = { ...Object.fromEntries(derived), ...sent };
		const isDerivable = !('order_id' in sent) && derived.length > 0;
		return isDerivable ? (derived[0]?.[0] === 'requestNo' ? [whole] : [sent, whole]) : [sent];
	});
}

export const POSTS: Post[] = DESCRIBED.filter(({ method }) => method === 'POST').map((call) => ({
	...call,
	known: REACHED.includes(`POST ${call.path}`),
	action: EXCEPTIONS[call.path] ?? EXPECTED[call.permission],
	bodies: bodiesOf(call),
}));
