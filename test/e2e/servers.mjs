/** Tiny local servers that call themselves the exchange, and fail in one way each. */
import { createServer } from 'node:http';

import { atExit } from '../../scripts/lib/process.mjs';
import { keepSignatures, place } from './place.mjs';

/** Where rules and prices are read before an order is sent. */
const PUBLIC = /^\/(spot\/v1\/symbols\/details|spot\/quotation\/|system\/)/;

/**
 * Opens a server on a free port of 127.0.0.1. Public reads are answered by the sandbox, so that what
 * fails is the signed request; everything else is kept in `received` and left to `answer`.
 * @param {(response: import('node:http').ServerResponse, count: number) => void} answer
 * @returns {Promise<{url: string, received: object[], close: () => void}>}
 */
export async function openServer(answer) {
	const received = [];
	const server = createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const body = Buffer.concat(chunks).toString('utf8');
		if (PUBLIC.test(request.url)) {
			const truth = await fetch(`${place.sandbox.spotUrl}${request.url}`);
			response.writeHead(truth.status, { 'content-type': 'application/json' });
			response.end(await truth.text());
			return;
		}
		const { method, url: path, headers } = request;
		received.push({ method, path, headers, body, at: Date.now() });
		keepSignatures(received.slice(-1));
		answer(response, received.length);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const close = () => {
		server.closeAllConnections();
		server.close();
	};
	atExit(close);
	return { url: `http://127.0.0.1:${server.address().port}`, received, close };
}

/** Cloudflare's page instead of an answer. */
export function cloudflare(response) {
	response.writeHead(503, { 'content-type': 'text/html' });
	response.end('<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>');
}

/** An answer that breaks off in the middle. */
export function truncated(response) {
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end('{"code":1000,"message":"OK","data":{"order_');
}

/** The connection ends without an answer. */
export function closed(response) {
	response.destroy();
}

/** Takes the request and never answers. */
export function silent() {}

/** Is silent the first time; then every connection is closed at once. */
export function silentThenClosed(response, count) {
	if (count > 1) closed(response);
}
