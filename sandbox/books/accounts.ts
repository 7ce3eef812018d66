/** Who may call: the keys of the sandbox and the users behind them. */

/** An API key of the sandbox and the user behind it. Keys with the same `uid` share one set of books. */
export interface SandboxAccount {
	uid: string;
	accessKey: string;
	secretKey: string;
	memo: string;
	/**
	 * Of 'Read-Only', 'Spot-Trade', 'Margin-Trade', 'Future-Trade', 'Withdraw', 'Sub-Account Transfer'
	 * and 'Contract-Agent'. None implies another.
	 */
	permissions: string[];
	/** The only addresses the key may be used from; absent or empty = any. */
	allowedIps?: string[];
	expired?: boolean;
	frozen?: boolean;
	/** What the user owns at the start, by currency. The first key of a `uid` that has balances counts. */
	balances?: Record<string, string>;
	/** What the futures wallet holds at the start, by currency; the same rule. */
	futuresBalances?: Record<string, string>;
	/** What the funding account holds, by currency; no documented call moves it. The same rule. */
	fundBalances?: Record<string, string>;
	/** The user name: how sub-account calls and internal withdrawals name this account. */
	name?: string;
	/** The uid of the main account, if this is a sub-account. */
	parent?: string;
	/** Of a sub-account: 0 disabled by the platform, 1 normal (the default), 2 frozen by the main account. */
	subStatus?: 0 | 1 | 2;
}

const permissions = [
	'Read-Only',
	'Spot-Trade',
	'Margin-Trade',
	'Future-Trade',
	'Withdraw',
	'Sub-Account Transfer',
	'Contract-Agent',
];

/** The keys of a fresh sandbox: four of the main account, one of each sub-account, one of a stranger. */
export const DEFAULT_ACCOUNTS: SandboxAccount[] = [
	{
		uid: '80000001',
		accessKey: 'example-access-key-0001',
		secretKey: 'example-secret-0001',
		memo: 'sandbox memo',
		permissions,
		balances: { USDT: '10000', BTC: '0.5', ETH: '10' },
		futuresBalances: { USDT: '5000', BTC: '0.1' },
		name: 'desk-main@example.com',
	},
	{
		uid: '80000001',
		accessKey: 'example-access-key-readonly',
		secretKey: 'example-secret-readonly',
		memo: 'read only',
		permissions: ['Read-Only'],
	},
	{
		uid: '80000001',
		accessKey: 'example-access-key-otherip',
		secretKey: 'example-secret-otherip',
		memo: 'other ip',
		permissions,
		allowedIps: ['203.0.113.7'],
	},
	{
		uid: '80000001',
		accessKey: 'example-access-key-expired',
		secretKey: 'example-secret-expired',
		memo: 'expired',
		permissions,
		expired: true,
	},
	{
		uid: '80000002',
		accessKey: 'example-access-key-sub',
		secretKey: 'example-secret-sub',
		memo: 'sub account',
		permissions,
		balances: { USDT: '800' },
		futuresBalances: { USDT: '200' },
		name: 'desk1@example.com',
		parent: '80000001',
	},
	{
		uid: '80000003',
		accessKey: 'example-access-key-sub2',
		secretKey: 'example-secret-sub2',
		memo: 'second sub account',
		permissions,
		name: 'desk2@example.com',
		parent: '80000001',
	},
	{
		uid: '80000009',
		accessKey: 'example-access-key-stranger',
		secretKey: 'example-secret-stranger',
		memo: 'somebody else',
		permissions,
		balances: { USDT: '100' },
		name: 'stranger@example.com',
	},
];

/** The user name behind a uid: that of the first key which has one, else the uid itself. */
export const nameOf = (accounts: SandboxAccount[], uid: string): string =>
	accounts.find((account) => account.uid === uid && account.name !== undefined)?.name ?? uid;

/** The account with this user name. */
export const accountNamed = (
	accounts: SandboxAccount[],
	name: unknown,
): SandboxAccount | undefined => accounts.find((account) => account.name === name);

/** The sub-accounts of a main account, each once. */
export const subAccountsOf = (accounts: SandboxAccount[], uid: string): SandboxAccount[] =>
	accounts.filter(
		(account, index) =>
			account.parent === uid && accounts.findIndex(({ uid: id }) => id === account.uid) === index,
	);

/** The uid of the main account, for the main account itself and for its sub-accounts. */
export const mainOf = (account: SandboxAccount): string => account.parent ?? account.uid;
