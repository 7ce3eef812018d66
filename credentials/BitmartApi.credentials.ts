import type {
	IAuthenticate,
	IAuthenticateRuleResponseSuccessBody,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { authenticate } from '../nodes/access/authenticate';
import { CREDENTIAL_TEST_PATH, DEFAULT_ALLOWED_DOMAINS } from '../nodes/access/hosts';
import { ERROR_CODES } from '../nodes/bitmart/errorCodes';

/** n8n compares one value of the answer with each rule and shows the message of the first that is equal. */
function rule(key: string, value: unknown, message: string): IAuthenticateRuleResponseSuccessBody {
	return { type: 'responseSuccessBody', properties: { key, value, message } };
}

/** Codes of the gateway, which stands before every service: keys, signature, clock, address, permission. */
const GATEWAY_CODES = Object.keys(ERROR_CODES).filter((code) => code.startsWith('30'));

/**
 * The last two rules catch what is not listed; without them n8n would call any other refusal a success.
 * Only a success carries a list in `data`.
 */
const TEST_RULES = [
	...GATEWAY_CODES.map((code) =>
		rule('code', Number(code), `${ERROR_CODES[code]?.hint} (BitMart code ${code})`),
	),
	rule(
		'code',
		undefined,
		'The answer did not come from BitMart. If this stays, something between n8n and BitMart blocks the call, for example Cloudflare or a proxy.',
	),
	rule(
		'data.length',
		undefined,
		'BitMart refused the test for an unexpected reason. Check that the key is active, may read, and belongs to this environment.',
	),
];

export class BitmartApi implements ICredentialType {
	name = 'bitmartApi';

	displayName = 'BitMart API';

	icon: Icon = { light: 'file:../icons/bitmart.svg', dark: 'file:../icons/bitmart.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-bitmart/n8n-nodes-bitmart#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Live', value: 'live', description: 'The real exchange, real money' },
				{
					name: 'Futures Demo',
					value: 'demo',
					description: "BitMart's simulated futures, with the same keys; no spot, no transfers",
				},
				{
					name: 'Sandbox',
					value: 'sandbox',
					description: 'A local exchange for trying things out; comes with the source code',
				},
			],
			default: 'live',
			description: 'Which exchange the keys are for. Keys are never sent anywhere else.',
		},
		{
			displayName:
				'The demo host offers futures only, so the test of this credential runs on the live spot host: it lists open spot orders and changes nothing.',
			name: 'demoNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { environment: ['demo'] } },
		},
		{
			displayName: 'Sandbox Spot URL',
			name: 'sandboxSpotUrl',
			type: 'string',
			default: 'http://127.0.0.1:18081',
			displayOptions: { show: { environment: ['sandbox'] } },
			description: 'Address of the local spot host; this machine or a private network only',
		},
		{
			displayName: 'Sandbox Futures URL',
			name: 'sandboxFuturesUrl',
			type: 'string',
			default: 'http://127.0.0.1:18082',
			displayOptions: { show: { environment: ['sandbox'] } },
			description: 'Address of the local futures host; this machine or a private network only',
		},
		{
			displayName: 'Access Key',
			name: 'accessKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The access key from the API page of your BitMart account',
		},
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The secret key, which BitMart shows only once',
		},
		{
			displayName: 'Memo',
			name: 'memo',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The memo you typed when you made the key, exactly as it was. It is not your user ID.',
		},
		{
			displayName:
				'<b>What this credential may do</b>, besides reading. It holds whatever a workflow or an AI agent asks for.',
			name: 'railsNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Allow Spot Trading',
			name: 'allowSpotTrading',
			type: 'boolean',
			default: true,
			description: 'Whether it may place and cancel spot orders',
		},
		{
			displayName: 'Allow Margin Trading',
			name: 'allowMarginTrading',
			type: 'boolean',
			default: true,
			description: 'Whether it may place margin orders, borrow and repay',
		},
		{
			displayName: 'Allow Futures Trading',
			name: 'allowFuturesTrading',
			type: 'boolean',
			default: true,
			description:
				'Whether it may place, change and cancel futures orders, and set leverage and position mode',
		},
		{
			displayName: 'Allow Transfers',
			name: 'allowTransfers',
			type: 'boolean',
			default: true,
			description: 'Whether it may move money between your own wallets and sub-accounts',
		},
		{
			displayName: 'Allow Withdrawals',
			name: 'allowWithdrawals',
			type: 'boolean',
			default: false,
			description: 'Whether it may send money out of BitMart, or to another BitMart user',
		},
		// What there was instead of the switches before the first release. n8n drops what the form does not
		// have, and fills the switches with their defaults: without this, such a credential could do more
		// than its owner had allowed. It is refused for everything but reading.
		{
			displayName: 'Allowed Actions',
			name: 'allowedActions',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Allowed Symbols',
			name: 'allowedSymbols',
			type: 'string',
			default: '',
			placeholder: 'e.g. BTC_USDT, ETH_USDT',
			description:
				'Trading pairs and contracts that may be traded, separated by commas. BTC_USDT, BTC/USDT and BTCUSDT mean the pair and the futures contract. Empty allows all.',
		},
		{
			displayName: 'Largest Order Value',
			name: 'largestOrderValue',
			type: 'string',
			default: '',
			placeholder: 'e.g. 500',
			description:
				'Most that a single order may be worth, counted in the quote currency of its pair, such as USDT in BTC_USDT. Where pairs with other quote currencies exist, use Allowed Symbols too. Empty sets no limit.',
		},
		{
			displayName: 'Signal Secret',
			name: 'signalSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'What an alert must hold under "secret" so that Order: Execute Signal acts upon it; at least 8 characters. It is compared in the node and sent nowhere. Empty lets every alert pass.',
		},
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'options',
			options: [
				{
					name: 'All',
					value: 'all',
					description: 'The credential itself still refuses other hosts',
				},
				{
					name: 'Specific Domains',
					value: 'domains',
					description: 'Only the domains listed below',
				},
				{ name: 'None', value: 'none', description: 'Not usable in the HTTP Request node' },
			],
			default: 'domains',
			description: 'Where the HTTP Request node may use this credential',
		},
		{
			displayName: 'Allowed Domains',
			name: 'allowedDomains',
			type: 'string',
			default: DEFAULT_ALLOWED_DOMAINS,
			displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
			description: 'Comma-separated list of domains. For the sandbox add 127.0.0.1.',
		},
	];

	/** Must be a property: n8n copies the instance, and a method would be lost on the way. */
	authenticate: IAuthenticate = async (credentials, requestOptions) =>
		await authenticate(credentials, requestOptions);

	/**
	 * A signed read that changes nothing: only a POST proves key, secret and memo together.
	 * Statuses are ignored and the code is judged, because n8n would send again after a 401.
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.environment === "sandbox" ? $credentials.sandboxSpotUrl : "https://api-cloud.bitmart.com" }}',
			url: CREDENTIAL_TEST_PATH,
			method: 'POST',
			body: { limit: 1 },
			ignoreHttpStatusErrors: true,
		},
		rules: TEST_RULES,
	};
}
