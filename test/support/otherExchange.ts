import { createHmac } from 'crypto';
import type { IDataObject, IExecuteFunctions, ICredentialType, INodeType } from 'n8n-workflow';

import type { Field } from '../../nodes/core/definition/field';
import { toProperties } from '../../nodes/core/definition/form';
import type { Finder, Operation, Resource } from '../../nodes/core/definition/operation';
import type { Service } from '../../nodes/core/definition/service';
import { clock } from '../../nodes/core/exchange/clock';
import { executeOperations } from '../../nodes/core/execute';
import type { Arrival, OddServer } from './server';
import { json, startOddServer } from './server';

/**
 * Tulip, a made-up exchange that has nothing in common with BitMart: another signature, another envelope,
 * codes that are words. The core must serve it without a change.
 */

const TOKEN = 'tulips-0001';
const SIGNING_WITH = 'bulbs-0001';

const sign = (secret: string, method: string, path: string, body: string) =>
	createHmac('sha512', secret).update(`${method}${path}${body}`).digest('base64');

/** `FUNDS: not enough money` as a code and a sentence. */
const split = (reason: unknown) => String(reason).split(': ');

export const tulip: Service = {
	name: 'Tulip',
	credential: 'tulipApi',
	credentialName: 'Tulip API',
	credentialParts: 'token and secret',
	keyName: 'token',
	userAgent: 'tulip-test',
	secrets: ['token', 'secret'],
	envelope: ({ status, reason, ticket }) => ({
		code: status === 'error' ? split(reason)[0] : status,
		message: split(reason)[1],
		trace: ticket,
	}),
	success: 'ok',
	rateHeaders: (headers) => ({ limit: headers['tulip-quota'], reset: headers['tulip-window'] }),
	edge: 'a proxy',
	baseUrl: (_host, credentials) => String(credentials?.address),
	explain: (code) =>
		code === 'FUNDS'
			? { hint: 'Buy fewer tulips.', effect: 'none', category: 'balance' }
			: undefined,
	time: { host: 'main', path: '/clock', read: ({ payload }) => Number(payload) },
	hosts: ['main'],
	guard: async () => {},
	vouch: () => {},
};

/** Its credential: one header for the key, one for the signature, on reads too. */
export const tulipApi: ICredentialType = {
	name: 'tulipApi',
	displayName: 'Tulip API',
	properties: [],
	authenticate: async ({ token, secret }, options) => {
		const { pathname, search } = new URL(options.url);
		const { method = 'GET', body = '' } = options;
		const signature = sign(String(secret), method, pathname + search, String(body));
		options.headers = { ...options.headers, 'Tulip-Key': token, 'Tulip-Signature': signature };
		return options;
	},
};

const label: Field = {
	displayName: 'Label',
	name: 'label',
	type: 'string',
	kind: 'id',
	default: '',
};
const bulb: Field = {
	displayName: 'Bulb',
	name: 'bulb',
	type: 'string',
	kind: 'text',
	required: true,
	default: '',
};
const amount: Field = {
	displayName: 'Amount',
	name: 'amount',
	type: 'string',
	kind: 'decimal',
	wire: 'qty',
	required: true,
	default: '',
};
const page: Field = {
	displayName: 'Page',
	name: 'page',
	type: 'number',
	kind: 'integer',
	default: 1,
};

const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get an order',
	description: 'Retrieve one order by its label',
	endpoint: 'GET /order',
	limit: null,
	fields: [{ ...label, required: true }],
	rows: 'payload',
};

const findOrder: Finder = async (values, read) => {
	const [order] = await read('main', get, { label: values.label });
	if (!order) return { kind: 'absent', again: values };
	if (order.bulb !== values.bulb || order.qty !== values.amount) {
		return { kind: 'other', sentence: 'This label belongs to another order' };
	}
	return { kind: 'found', envelope: { payload: order }, createdAt: Number(order.at) };
};

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create an order',
	description: 'Place an order and return it',
	endpoint: 'POST /order',
	limit: { requests: 100, seconds: 1, per: 'KEY' },
	repeat: { key: 'label', find: findOrder, duplicate: ['LABEL'] },
	fields: [bulb, amount],
	options: [label],
	rows: 'payload',
};

const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel an order',
	description: 'Cancel one order by its label',
	endpoint: 'POST /cancel',
	limit: null,
	repeat: 'safe',
	fields: [{ ...label, required: true }],
	rows: 'payload',
};

const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many orders',
	description: 'Retrieve all orders, oldest first',
	endpoint: 'GET /orders',
	limit: null,
	fields: [],
	options: [page],
	paging: { by: 'page', page: 'page', size: 'limit', max: 3, id: ({ label: own }) => String(own) },
	rows: 'payload',
};

const getPrice: Operation = {
	value: 'getPrice',
	name: 'Get Price',
	action: 'Get a price',
	description: 'Retrieve the price of a bulb',
	public: true,
	endpoint: 'GET /price',
	limit: null,
	fields: [bulb],
	rows: 'payload',
};

const orders: Resource = {
	value: 'order',
	name: 'Order',
	host: 'main',
	operations: [cancel, create, get, getMany, getPrice],
};

/** Its node. */
export const tulipNode: INodeType = {
	description: {
		displayName: 'Tulip',
		name: 'tulip',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Tulip' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: tulip.credential, required: false }],
		properties: toProperties([orders]),
	},
	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, tulip, [orders]);
	},
};

/** The exchange itself. */
export interface Tulip extends OddServer {
	orders: IDataObject[];
	/** How many answers to new orders are lost after the order was placed. */
	lost: number;
	credential: Record<string, string>;
	/** What it says of the rate window: requests in so many seconds. */
	quota?: [requests: number, seconds: number];
}

/** What it says to a request that is signed well: the payload, or a reason as text. */
function answerTo({ endpoint, url, body }: Arrival, books: IDataObject[]): unknown {
	const query = new URL(url, 'http://tulip').searchParams;
	const asked = JSON.parse(body || '{}') as IDataObject;
	const find = (own: unknown) => books.find(({ label: theirs }) => theirs === own);
	if (endpoint === 'GET /price') return { bulb: query.get('bulb'), price: '17.5' };
	if (endpoint === 'GET /order') return find(query.get('label')) ?? null;
	if (endpoint === 'GET /orders') {
		const [from, size] = [Number(query.get('page')) - 1, Number(query.get('limit'))];
		return books.slice(from * size, (from + 1) * size);
	}
	if (endpoint === 'POST /cancel') return { ...find(asked.label), canceled: true };
	if (find(asked.label)) return 'LABEL: this label was used before';
	if (Number(asked.qty) > 1000) return 'FUNDS: not enough money';
	books.push({ ...asked, at: clock.now() });
	return books.at(-1);
}

/** Starts it on 127.0.0.1. */
export async function startTulip(): Promise<Tulip> {
	const server = await startOddServer();
	const credential = { address: server.url, token: TOKEN, secret: SIGNING_WITH };
	const started: Tulip = Object.assign(server, { orders: [], lost: 0, credential });
	server.reply = (arrival, response, { method = '' }) => {
		const { 'tulip-key': key, 'tulip-signature': signature } = arrival.headers;
		const isSigned =
			key === credential.token &&
			signature === sign(SIGNING_WITH, method, arrival.url, arrival.body);
		const [requests, seconds] = started.quota ?? [];
		if (requests && seconds) {
			response.setHeader('Tulip-Quota', requests);
			response.setHeader('Tulip-Window', seconds);
		}
		const isPublic = arrival.endpoint === 'GET /price';
		const answer =
			isSigned || isPublic ? answerTo(arrival, started.orders) : 'SIGNATURE: who are you?';
		if (arrival.endpoint === 'POST /order' && started.lost-- > 0) response.destroy();
		else if (typeof answer !== 'string') json(response, { status: 'ok', payload: answer });
		else json(response, { status: 'error', reason: answer, ticket: 't-1' }, 400);
	};
	return started;
}
