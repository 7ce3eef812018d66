import { createHmac } from 'node:crypto';

import axios from 'axios';

/** The first key of a fresh sandbox, typed in by hand. */
export const KEY = {
	accessKey: 'example-access-key-0001',
	secretKey: 'example-secret-0001',
	memo: 'sandbox memo',
};

export interface Reply {
	status: number;
	code: number;
	message: string;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects
	data: any;
	text: string;
	headers: Record<string, string>;
}

export const sign = (secret: string, timestamp: string, memo: string, payload: string) =>
	createHmac('sha256', secret).update(`${timestamp}#${memo}#${payload}`).digest('hex');

/** Sends exactly these bytes and headers. */
export async function send(
	method: string,
	url: string,
	headers: Record<string, string> = {},
	body?: string | Buffer,
): Promise<Reply> {
	const response = await axios.request<string>({
		method,
		url,
		data: body,
		headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
		validateStatus: () => true,
		transformRequest: [(data: unknown) => data],
		transformResponse: [(data: unknown) => data],
	});
	const parsed = JSON.parse(response.data) as Reply;
	return {
		...parsed,
		status: response.status,
		text: response.data,
		headers: response.headers as Record<string, string>,
	};
}

/** Requests of one key against one host, signed by hand. */
export function caller(url: string, time: () => number, key = KEY) {
	return {
		get: async (path: string, headers: Record<string, string> = { 'X-BM-KEY': key.accessKey }) =>
			await send('GET', url + path, headers),
		post: async (path: string, body: unknown = {}, headers: Record<string, string> = {}) => {
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			const timestamp = headers['X-BM-TIMESTAMP'] ?? String(time());
			return await send(
				'POST',
				url + path,
				{
					'X-BM-KEY': key.accessKey,
					'X-BM-TIMESTAMP': timestamp,
					'X-BM-SIGN': sign(key.secretKey, timestamp, key.memo, text),
					...headers,
				},
				text,
			);
		},
	};
}
