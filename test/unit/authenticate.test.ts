import { createHmac } from 'crypto';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { BitmartApi } from '../../credentials/BitmartApi.credentials';
import { clock } from '../../nodes/core/exchange/clock';

/** Without guard rails, which have tests of their own: paths such as `/a` are signed too. */
const LIVE: ICredentialDataDecryptedObject = {
	environment: 'live',
	allowWithdrawals: true,
	accessKey: ' example-key\n',
	secretKey: 'example-secret\n',
	memo: ' my memo ',
};
const SPOT = 'https://api-cloud.bitmart.com';
const FUTURES = 'https://api-cloud-v2.bitmart.com';
const DEMO = 'https://demo-api-cloud-v2.bitmart.com';

const NOW = 1700000000000;

async function signed(
	options: Record<string, unknown>,
	credentials: ICredentialDataDecryptedObject = LIVE,
): Promise<IHttpRequestOptions & Record<string, unknown>> {
	const { authenticate } = new BitmartApi();
	if (typeof authenticate !== 'function') throw new Error('not a function');
	return (await authenticate(credentials, options as unknown as IHttpRequestOptions)) as never;
}

function signatureOf(payload: string): string {
	return createHmac('sha256', 'example-secret').update(`${NOW}# my memo #${payload}`).digest('hex');
}

describe('the credential', () => {
	beforeEach(() => {
		jest.spyOn(clock, 'now').mockReturnValue(NOW);
	});
	afterEach(() => jest.restoreAllMocks());

	it('has authenticate as a property of its own, since n8n copies the instance', () => {
		expect(Object.keys(new BitmartApi())).toContain('authenticate');
	});

	it('trims keys and leaves the memo as it is', async () => {
		const { headers, body } = await signed({ method: 'POST', url: `${SPOT}/a`, body: '{"a":1}' });
		expect(body).toBe('{"a":1}');
		expect(headers).toMatchObject({
			'X-BM-KEY': 'example-key',
			'X-BM-TIMESTAMP': String(NOW),
			'X-BM-SIGN': signatureOf('{"a":1}'),
			'Content-Type': 'application/json',
		});
	});

	it.each([
		[
			'a text with inner blanks and trailing zeros',
			'{ "price": "0.10",\n"n": 1.50 }',
			'{ "price": "0.10",\n"n": 1.50 }',
		],
		['a text with blanks around it, which the HTTP client would trim', ' {"a":1}\n', '{"a":1}'],
		['an object', { price: '0.10', memo: 'é🔑' }, '{"price":"0.10","memo":"é🔑"}'],
		['an empty object', {}, '{}'],
		['nothing', undefined, '{}'],
		['an empty text', '', '{}'],
	])('sends what it signs: %s', async (_name, body, sent) => {
		const options = await signed({ method: 'POST', url: `${SPOT}/a`, body });
		expect(options.body).toBe(sent);
		expect(options.headers?.['X-BM-SIGN']).toBe(signatureOf(sent));
	});

	it('may be asked twice for the same options, as n8n does after a 401', async () => {
		const first = await signed({ method: 'POST', url: `${SPOT}/a`, body: { a: '1' } });
		const before = { ...first, headers: { ...first.headers } };
		expect(await signed(first)).toEqual(before);
	});

	it('adds the key alone to a GET', async () => {
		const options = await signed({
			url: `${SPOT}/account/v1/wallet`,
			headers: { 'x-bm-sign': 'old' },
		});
		expect(options.headers).toEqual({
			'User-Agent': expect.stringMatching(/^n8n-nodes-bitmart\//) as string,
			'X-BM-KEY': 'example-key',
		});
		expect(options.body).toBeUndefined();
	});

	it('takes the uri of the HTTP Request node, and a base URL with a relative one', async () => {
		await expect(
			signed({ method: 'GET', uri: `${FUTURES}/contract/private/position-v2` }),
		).resolves.toBeDefined();
		await expect(signed({ baseURL: SPOT, url: '/system/time' })).resolves.toBeDefined();
	});

	it('switches redirects off in both forms', async () => {
		expect(await signed({ url: `${SPOT}/a`, followRedirect: true })).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	it.each([
		['another host', 'https://api-cloud.bitmart.com.example.org/a'],
		['a user name that looks like the host', 'https://api-cloud.bitmart.com@example.org/a'],
		['another protocol', 'http://api-cloud.bitmart.com/a'],
		['another port', 'https://api-cloud.bitmart.com:8443/a'],
		['the demo host', `${DEMO}/contract/private/claim`],
		['no address', ''],
	])('refuses to sign for %s', async (_name, url) => {
		await expect(signed({ method: 'POST', url, body: {} })).rejects.toThrow(/sign for/);
	});

	it.each(['PUT', 'DELETE', 'PATCH', 'HEAD'])('refuses %s', async (method) => {
		await expect(signed({ method, url: `${SPOT}/a` })).rejects.toThrow('GET and POST only');
	});

	it.each([
		['a form', { form: { a: 1 } }, 'not a form'],
		['multipart data', { formData: {} }, 'not a form'],
		['a list', { body: [1] }, 'must be a JSON object'],
		['a text that is not JSON', { body: 'a=1' }, 'must be a JSON object'],
		['a JSON text that is no object', { body: '"a"' }, 'must be a JSON object'],
		['bytes', { body: Buffer.from('{}') }, 'must be a JSON object'],
		['URL parameters', { body: new URLSearchParams('a=1') }, 'must be a JSON object'],
	])('refuses %s', async (_name, options, sentence) => {
		await expect(signed({ method: 'POST', url: `${SPOT}/a`, ...options })).rejects.toThrow(
			sentence,
		);
	});

	describe('signs for the direct way only', () => {
		class Agent {}
		const agent = new Agent();
		const proxy = { host: '10.0.0.9', port: 8080 };
		const detours: Array<[string, Record<string, unknown>, string]> = [
			['a proxy', { proxy }, 'remove Proxy'],
			['a proxy of the HTTP Request node', { proxy: 'http://10.0.0.9:8080' }, 'remove Proxy'],
			['a tunnel', { tunnel: true }, 'remove Proxy'],
			['rejectUnauthorized', { rejectUnauthorized: false }, 'Ignore SSL Issues'],
			['rejectUnauthorized as a text', { rejectUnauthorized: 'false' }, 'Ignore SSL Issues'],
			['skipSslCertificateValidation', { skipSslCertificateValidation: true }, 'Ignore SSL Issues'],
			['the same as a text', { skipSslCertificateValidation: 'true' }, 'Ignore SSL Issues'],
			['strictSSL', { strictSSL: false }, 'Ignore SSL Issues'],
			['allowUnauthorizedCerts', { allowUnauthorizedCerts: true }, 'Ignore SSL Issues'],
			['insecureHTTPParser', { insecureHTTPParser: true }, 'Ignore SSL Issues'],
			['agentOptions', { agentOptions: { rejectUnauthorized: false } }, 'SSL Certificates'],
			['an authority of its own', { agentOptions: { ca: 'pem' } }, 'SSL Certificates'],
			['ca', { ca: 'pem' }, 'SSL Certificates'],
			['cert and key', { cert: 'pem', key: 'pem' }, 'SSL Certificates'],
			['agent', { agent }, 'SSL Certificates'],
			['agents', { agents: { https: agent } }, 'SSL Certificates'],
			['httpAgent', { httpAgent: agent }, 'SSL Certificates'],
			['httpsAgent', { httpsAgent: agent }, 'SSL Certificates'],
			['agentClass', { agentClass: Agent }, 'SSL Certificates'],
			['an agent without properties', { agent: Object.create({ a: 1 }) }, 'SSL Certificates'],
			['a socket', { socketPath: '/tmp/a' }, 'SSL Certificates'],
			['a lookup of its own', { lookup: () => undefined }, 'SSL Certificates'],
			['a transport', { transport: { request: () => undefined } }, 'SSL Certificates'],
			['an adapter', { adapter: 'fetch' }, 'SSL Certificates'],
			['another Host header', { headers: { host: 'example.org' } }, 'remove Host'],
		];
		const everywhere = [
			[LIVE, `${FUTURES}/contract/private/x`],
			[{ ...LIVE, environment: 'demo' }, `${DEMO}/contract/private/x`],
		] as const;

		it.each(detours)('not with %s', async (_name, options, sentence) => {
			for (const [credentials, url] of everywhere) {
				for (const method of ['GET', 'POST']) {
					const given: Record<string, unknown> = { method, url, ...options };
					await expect(signed(given, credentials)).rejects.toThrow(sentence);
					expect(JSON.stringify(given.headers ?? {})).not.toContain('example-key');
					// As the HTTP Request node hands it over.
					await expect(signed({ method, uri: url, ...options }, credentials)).rejects.toThrow(
						sentence,
					);
				}
			}
			const inherited = Object.assign(Object.create(options), { url: everywhere[0][1] });
			await expect(signed(inherited)).rejects.toThrow(sentence);
		});

		it('and says what to switch off', async () => {
			const refused = signed({ url: `${SPOT}/a`, proxy });
			await expect(refused).rejects.toMatchObject({ hint: expect.stringMatching(/\.$/) as string });
		});

		it.each<[string, Record<string, unknown>]>([
			['what n8n writes where everything is in order', { rejectUnauthorized: true, gzip: true }],
			['what is off', { skipSslCertificateValidation: false, allowUnauthorizedCerts: false }],
			['what is empty', { proxy: '', agentOptions: {}, httpsAgent: undefined, ca: null }],
			['its own Host header', { headers: { Host: 'api-cloud.bitmart.com' } }],
			[
				'a user agent',
				{ headers: { 'User-Agent': 'x' }, abortSignal: new AbortController().signal },
			],
		])('with %s', async (_name, options) => {
			for (const method of ['GET', 'POST']) {
				await expect(signed({ method, url: `${SPOT}/a`, ...options })).resolves.toBeDefined();
			}
		});

		it('but for the sandbox on any', async () => {
			const sandboxSpotUrl = 'http://127.0.0.1:1';
			const urls = { sandboxSpotUrl, sandboxFuturesUrl: 'http://127.0.0.1:2' };
			const credentials = { ...LIVE, environment: 'sandbox', ...urls };
			for (const [, options] of detours) {
				const url = `${sandboxSpotUrl}/a`;
				await expect(signed({ url, ...options }, credentials)).resolves.toBeDefined();
			}
		});
	});

	it('names an empty key', async () => {
		await expect(signed({ url: `${SPOT}/a` }, { ...LIVE, accessKey: ' ' })).rejects.toThrow(
			'Access Key',
		);
		await expect(
			signed({ method: 'POST', url: `${SPOT}/a` }, { ...LIVE, secretKey: '' }),
		).rejects.toThrow('Secret Key');
	});

	describe('in the demo environment', () => {
		const demo = { ...LIVE, environment: 'demo' };

		it('signs for the demo host, and for nothing but its test on the live spot host', async () => {
			await expect(
				signed({ method: 'POST', url: `${DEMO}/contract/private/claim` }, demo),
			).resolves.toBeDefined();
			await expect(
				signed({ method: 'POST', url: `${SPOT}/spot/v4/query/open-orders` }, demo),
			).resolves.toBeDefined();
			for (const url of [
				`${SPOT}/spot/v2/submit_order`,
				`${FUTURES}/contract/private/submit-order`,
			]) {
				await expect(signed({ method: 'POST', url }, demo)).rejects.toThrow('does not sign for');
			}
		});
	});

	describe('in the sandbox environment', () => {
		const sandbox = (sandboxSpotUrl: string) => ({
			...LIVE,
			environment: 'sandbox',
			sandboxSpotUrl,
			sandboxFuturesUrl: 'http://127.0.0.1:2',
		});

		it.each([
			'http://127.0.0.1:1',
			'http://localhost:1/',
			'http://sandbox:1',
			'http://192.168.1.5:1',
			'http://host.docker.internal:1',
			'http://[::1]:1',
			'https://10.0.0.1',
		])('signs for %s', async (address) => {
			const url = `${new URL(address).origin}/spot/v1/wallet`;
			await expect(signed({ url }, sandbox(address))).resolves.toBeDefined();
		});

		it.each([
			'https://example.org',
			'http://8.8.8.8',
			'ftp://127.0.0.1',
			'http://127.0.0.1.example.org',
			'http://[2001:db8::1]',
			'nonsense',
			'',
			'http://127.0.0.1/path',
		])('refuses %p as the address of a sandbox', async (address) => {
			await expect(signed({ url: 'http://127.0.0.1:2/a' }, sandbox(address))).rejects.toThrow(
				'Sandbox Spot URL',
			);
		});

		it('never signs for the live hosts', async () => {
			await expect(signed({ url: `${SPOT}/a` }, sandbox('http://127.0.0.1:1'))).rejects.toThrow(
				'does not sign for',
			);
		});
	});
});
