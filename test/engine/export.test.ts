import { COINTRACKING_COLUMNS } from '../../nodes/bitmart/exports/coinTracking';
import { KOINLY_COLUMNS } from '../../nodes/bitmart/exports/koinly';
import { COLUMNS } from '../../nodes/bitmart/exports/row';
import { DEFAULT_ACCOUNTS } from '../../sandbox';
import { Exact } from '../../sandbox/basics/amounts';
import type { EngineOptions } from '../support/engine';
import { NODE_TYPES, runNode } from '../support/engine';
import { arrivals, sandboxCredential } from '../support/sandbox';
import { useNodes } from '../support/useNodes';

/** History: Export against a whole exchange: every source holds what the books hold, in three formats. */

const UID = '80000001';
const DESK = '80000002';
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 6, 20, 12);
const FROM = Date.UTC(2025, 6, 1);

const sandbox = useNodes(NOW);

type Parameters = Record<string, unknown>;
type Item = Record<string, string>;

/** The credential of one of the sandbox's keys, by the end of its name. */
function credentialOf(key: string) {
	const account = DEFAULT_ACCOUNTS.find(({ accessKey }) => accessKey.endsWith(key));
	const { accessKey = '', secretKey = '', memo = '' } = account ?? {};
	return sandboxCredential(sandbox, { accessKey, secretKey, memo });
}

async function exported(parameters: Parameters = {}, options: EngineOptions = {}) {
	const form = {
		resource: 'history',
		operation: 'export',
		from: new Date(FROM).toISOString(),
		...parameters,
	};
	const credential = sandboxCredential(sandbox);
	const run = await runNode('bitmartAccount', form, { credential, ...options });
	const items = (run.outputs[0] ?? []).map(({ json }) => json as unknown as Item);
	const isNote = ({ type }: Item) => type === 'note';
	return {
		...run,
		items,
		rows: items.filter((item) => !isNote(item)),
		notes: items.filter(isNote),
	};
}

/** Forty times of a year: uneven, with a busy day, and with moments that several share. */
const TIMES = Array.from({ length: 40 }, (_, index) =>
	index % 4 === 0 ? NOW - 100 * DAY - (index % 3) * 1000 : NOW - 5000 - index * 9 * DAY,
);

/** An amount of its own for each row, with as many decimals as BitMart writes. */
const amountOf = (index: number) => `${index + 1}.0${index}`;

/** Whatever the sums are taken of: ids as they are, and amounts by what they are of. */
interface Sums {
	ids: string[];
	amounts: Record<string, string>;
}

function sumsOf(rows: Array<{ id: string; amounts: Array<[of: string, amount: string]> }>): Sums {
	const totals = new Map<string, InstanceType<typeof Exact>>();
	for (const { amounts } of rows) {
		for (const [of, amount] of amounts) {
			if (amount !== '') totals.set(of, (totals.get(of) ?? new Exact(0)).plus(amount));
		}
	}
	return {
		ids: rows.map(({ id }) => id).sort(),
		amounts: Object.fromEntries([...totals].sort().map(([of, sum]) => [of, sum.toFixed()])),
	};
}

/** The sums of exported rows. */
const sumsOfRows = (rows: Item[]): Sums =>
	sumsOf(
		rows.map((row) => ({
			id: row.id ?? '',
			amounts: [
				[`amount ${row.currency}`, row.amount ?? ''],
				[`fee ${row.feeCurrency}`, row.fee ?? ''],
				['size', row.size ?? ''],
				['profit', row.profit ?? ''],
			],
		})),
	);

/** Fills the books of a source, and says what they hold then. */
type Books = { name: string; fill: () => unknown; hold: () => Sums };

const BOOKS: Record<string, Books> = {
	trades: {
		name: 'Trades',
		fill: () =>
			sandbox.seed.spotTrades(
				UID,
				TIMES.map((createTime, index) => ({
					createTime,
					size: amountOf(index),
					side: index % 2 === 0 ? 'buy' : 'sell',
					orderMode: index % 5 === 0 ? 'iso_margin' : 'spot',
					symbol: index % 3 === 0 ? 'ETH_USDT' : 'BTC_USDT',
					fee: `0.00${index}`,
					feeCoinName: ['BTC', 'USDT', 'BMX'][index % 3],
				})),
			),
		hold: () =>
			sumsOf(
				sandbox.books.trades(UID).map((trade) => ({
					id: trade.tradeId,
					amounts: [
						['amount USDT', trade.notional],
						[`fee ${trade.feeCoinName}`, trade.fee],
						['size', trade.size],
					],
				})),
			),
	},
	orders: {
		name: 'Orders',
		fill: () =>
			sandbox.seed.spotOrders(
				UID,
				TIMES.map((createTime, index) => ({ createTime, size: amountOf(index) })),
			),
		hold: () =>
			sumsOf(
				sandbox.books.orders(UID).map((order) => ({
					id: order.orderId,
					amounts: [
						['amount USDT', order.filledNotional],
						['size', order.size],
					],
				})),
			),
	},
	triggerOrders: {
		name: 'Trigger Orders',
		fill: () =>
			sandbox.seed.algoOrders(
				UID,
				TIMES.map((createTime, index) => ({ createTime, size: amountOf(index) })),
			),
		hold: () =>
			sumsOf(
				sandbox.algos.orders(UID).map((order) => ({
					id: order.orderId,
					amounts: [
						['amount USDT', order.notional],
						['size', order.size],
					],
				})),
			),
	},
	marginLoans: {
		name: 'Margin Loans and Repayments',
		fill: () => {
			// The pairs are seen in margin trades; one of them is named only.
			sandbox.seed.spotTrades(UID, [{ orderMode: 'iso_margin', symbol: 'ETH_USDT' }]);
			sandbox.seed.loans(
				UID,
				TIMES.map((createTime, index) => ({
					createTime,
					amount: amountOf(index),
					symbol: index % 2 === 0 ? 'ETH_USDT' : 'BTC_USDT',
				})),
			);
			sandbox.seed.repayments(
				UID,
				TIMES.map((time, index) => ({
					time,
					symbol: index % 2 === 0 ? 'ETH_USDT' : 'BTC_USDT',
					principal: amountOf(index),
					interest: `0.0${index}`,
				})),
			);
		},
		hold: () =>
			sumsOf([
				...sandbox.margin.loans(UID).map((loan) => ({
					id: loan.borrowId,
					amounts: [[`amount ${loan.currency}`, loan.amount] as [string, string]],
				})),
				...sandbox.margin.repayments(UID).map((row) => ({
					id: row.repayId,
					amounts: [
						[`amount ${row.currency}`, `-${row.principal}`] as [string, string],
						[`fee ${row.currency}`, row.interest] as [string, string],
					],
				})),
			]),
	},
	futuresTrades: {
		name: 'Futures Trades',
		fill: () =>
			sandbox.seed.futuresTrades(
				UID,
				TIMES.map((createTime, index) => ({
					createTime,
					vol: index + 1,
					paidFees: `0.1${index}`,
					realisedProfit: index % 2 === 0 ? `-${amountOf(index)}` : amountOf(index),
				})),
			),
		hold: () =>
			sumsOf(
				sandbox.futures.trades(UID).map((trade) => ({
					id: trade.tradeId,
					amounts: [
						['fee USDT', trade.paidFees],
						['size', String(trade.vol)],
						['profit', trade.realisedProfit],
					],
				})),
			),
	},
	transactions: {
		name: 'Futures Transactions',
		fill: () =>
			sandbox.seed.transactions(
				UID,
				TIMES.map((time, index) => ({
					time,
					flowType: ((index % 5) + 1) as 1,
					symbol: index % 5 === 0 ? '' : 'BTCUSDT',
					amount: index % 2 === 0 ? `-${amountOf(index)}` : amountOf(index),
				})),
			),
		hold: () =>
			sumsOf(
				sandbox.futures.transactions(UID).map((entry) => ({
					id: entry.tranId,
					amounts: [[`amount ${entry.asset}`, entry.amount]],
				})),
			),
	},
	futuresOrders: {
		name: 'Futures Orders',
		fill: () => {
			// The contract is seen in a trade.
			sandbox.seed.futuresTrades(UID, [{ symbol: 'ETHUSDT' }]);
			sandbox.seed.futuresOrders(
				UID,
				TIMES.map((createTime, index) => ({ createTime, symbol: 'ETHUSDT', size: index + 1 })),
			);
		},
		hold: () =>
			sumsOf(
				sandbox.futures.orders(UID).map((order) => ({
					id: order.orderId,
					amounts: [['size', String(order.size)]],
				})),
			),
	},
	transfers: {
		name: 'Transfers',
		fill: () =>
			sandbox.seed.transfers(
				UID,
				TIMES.map((timestamp, index) => ({
					timestamp,
					amount: amountOf(index),
					type: index % 2 === 0 ? 'spot_to_contract' : 'contract_to_spot',
				})),
			),
		hold: () =>
			sumsOf(
				sandbox.transfers.contract(UID).map((row) => ({
					id: row.transferId,
					amounts: [[`amount ${row.currency}`, row.amount]],
				})),
			),
	},
	subAccountTransfers: {
		name: 'Sub-Account Transfers',
		fill: () => {
			const recent = TIMES.filter((time) => time > NOW - 90 * DAY);
			sandbox.seed.subTransfers(
				UID,
				DESK,
				recent.map((time, index) => ({
					time,
					amount: amountOf(index),
					host: index % 2 === 0 ? 'spot' : 'futures',
				})),
			);
		},
		hold: () =>
			sumsOf(
				(['spot', 'futures'] as const)
					.flatMap((host) => sandbox.transfers.between(host, [UID]))
					.map((row) => ({ id: '', amounts: [[`amount ${row.currency}`, row.amount]] })),
			),
	},
	deposits: {
		name: 'Deposits',
		fill: () =>
			sandbox.seed.deposits(
				UID,
				TIMES.map((applyTime, index) => ({
					applyTime,
					amount: amountOf(index),
					currency: index % 2 === 0 ? 'USDT-TRC20' : 'BTC',
				})),
			),
		hold: () => fundingOf('deposit'),
	},
	withdrawals: {
		name: 'Withdrawals',
		fill: () =>
			sandbox.seed.withdrawals(
				UID,
				TIMES.map((applyTime, index) => ({
					applyTime,
					amount: amountOf(index),
					fee: `0.${index}`,
					currency: index % 2 === 0 ? 'USDT-TRC20' : 'BTC',
					// One was canceled.
					status: index === 7 ? 4 : 3,
				})),
			),
		hold: () => fundingOf('withdraw'),
	},
	brokerRebates: {
		name: 'Broker Rebates',
		fill: () =>
			sandbox.seed.brokerRebates(
				UID,
				TIMES.map((time, index) => ({ time, amount: `0.${index}` })),
			),
		hold: () => ({
			...sumsOf(
				sandbox.rebates.broker(UID).map(({ currency, amount }) => ({
					id: '',
					amounts: [[`amount ${currency}`, amount]],
				})),
			),
			// One sum a day.
			ids: [...new Set(TIMES.map((time) => Math.floor(time / DAY)))].map(() => ''),
		}),
	},
	affiliateRebates: {
		name: 'Affiliate Rebates',
		fill: () =>
			sandbox.seed.affiliateRebates(
				UID,
				TIMES.map((time, index) => ({
					time,
					amount: `0.${index}`,
					currency: index % 2 === 0 ? 'USDT' : 'BTC',
				})),
			),
		hold: () => {
			const rows = sandbox.rebates.affiliate(UID);
			const months = rows.map(
				({ time, currency }) => `${new Date(time).toISOString().slice(0, 7)} ${currency}`,
			);
			return {
				...sumsOf(
					rows.map(({ currency, amount }) => ({
						id: '',
						amounts: [[`amount ${currency}`, amount]],
					})),
				),
				// One sum a month and currency, as one user was invited.
				ids: [...new Set(months)].map(() => ''),
			};
		},
	},
};

function fundingOf(wanted: 'deposit' | 'withdraw'): Sums {
	const records = sandbox.funding.records(UID).filter(({ type }) => type === wanted);
	return sumsOf(
		records.map(({ id, currency, amount, fee }) => {
			const [coin = ''] = currency.split('-');
			return {
				id,
				amounts: [
					[`amount ${coin}`, wanted === 'withdraw' ? `-${amount}` : amount],
					[`fee ${coin}`, fee],
				],
			};
		}),
	);
}

const SOURCES = Object.entries(BOOKS).map(([value, books]) => [books.name, value, books] as const);

describe('each source holds what the books hold', () => {
	it.each(SOURCES)('%s', async (name, value, { fill, hold }) => {
		fill();
		const options = value === 'marginLoans' ? { marginPairs: 'btc/usdt' } : {};
		const { error, rows, notes } = await exported({ sources: [value], options });
		expect(error).toBeUndefined();
		expect(sumsOfRows(rows)).toEqual(hold());
		expect(rows.length).toBeGreaterThan(value === 'subAccountTransfers' ? 5 : 15);
		expect(notes).toHaveLength(1);
		expect(notes[0]).toMatchObject({
			source: value,
			status: value === 'subAccountTransfers' ? 'cut' : 'complete',
		});
		expect(notes[0]?.note).toContain(`${name}: ${rows.length} records, the oldest of `);
	});

	it('and all of them together, each with a note as its last item', async () => {
		for (const { fill } of Object.values(BOOKS)) fill();
		const { error, items, notes } = await exported();
		expect(error).toBeUndefined();
		for (const [value, { hold }] of Object.entries(BOOKS)) {
			const own = items.filter(({ source }) => source === value);
			expect(own.at(-1)?.type).toBe('note');
			expect(sumsOfRows(own.slice(0, -1))).toEqual(hold());
		}
		expect(notes.map(({ source }) => source).sort()).toEqual(Object.keys(BOOKS).sort());
		for (const item of items) {
			expect(Object.keys(item)).toEqual([...COLUMNS]);
			for (const cell of Object.values(item)) expect(typeof cell).toBe('string');
			if (item.time !== '') expect(item.time).toBe(new Date(String(item.time)).toISOString());
			for (const name of [
				'size',
				'price',
				'amount',
				'fee',
				'filledSize',
				'averagePrice',
				'profit',
			]) {
				expect(item[name]).toMatch(/^(-?\d+(\.\d+)?)?$/);
			}
		}
	});

	it('all of them are chosen where the form is new', () => {
		const field = NODE_TYPES.bitmartAccount?.description.properties.find(
			({ name, displayOptions }) =>
				name === 'sources' && displayOptions?.show?.resource?.includes('history'),
		);
		expect([...(field?.default as string[])].sort()).toEqual(Object.keys(BOOKS).sort());
		expect(field?.options?.map((option) => 'value' in option && option.value).sort()).toEqual(
			Object.keys(BOOKS).sort(),
		);
	});
});

it('nothing older than From or newer than To is exported, and both are', async () => {
	const [from, to] = [NOW - 30 * DAY, NOW - 10 * DAY];
	sandbox.seed.deposits(
		UID,
		[from - 1, from, NOW - 20 * DAY, to, to + 1].map((applyTime) => ({ applyTime })),
	);
	const { rows, notes } = await exported({
		sources: ['deposits'],
		from: new Date(from).toISOString(),
		to: new Date(to).toISOString(),
	});
	expect(rows.map(({ time }) => Date.parse(String(time)))).toEqual([to, NOW - 20 * DAY, from]);
	expect(notes[0]?.time).toBe(new Date(from).toISOString());
});

it('without From everything since BitMart opened is asked for', async () => {
	sandbox.seed.deposits(UID, [{ applyTime: Date.UTC(2018, 2, 20) }]);
	const { rows, notes } = await exported({ sources: ['deposits'], from: '' });
	expect(rows).toHaveLength(1);
	expect(notes[0]).toMatchObject({
		time: '2018-01-01T00:00:00.000Z',
		status: 'complete',
		note: 'Deposits: 1 record, the oldest of 2018-03-20T00:00:00.000Z. Read back to 2018-01-01T00:00:00.000Z. BitMart does not say how long it keeps these records: compare the oldest one with what you know.',
	});
});

it('two fees that are alike in every column are both there', async () => {
	sandbox.seed.transactions(UID, [{ tranId: '1' }, { tranId: '1' }]);
	const { rows } = await exported({ sources: ['transactions'] });
	expect(rows).toHaveLength(2);
	expect(rows[0]).toEqual(rows[1]);
});

/** The columns as the two programs document them, typed in from their pages. */
const DOCUMENTED = {
	koinly:
		'Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,Net Worth Amount,Net Worth Currency,Label,Description,TxHash',
	coinTracking:
		'Type,Buy Amount,Buy Currency,Sell Amount,Sell Currency,Fee,Fee Currency,Exchange,Trade-Group,Comment,Date',
};

/** Labels and types that the programs document. */
const LABELS = ['', 'realized gain', 'margin fee', 'fee refund', 'loan', 'loan repayment'];
const MORE_LABELS = ['loan fee', 'reward'];
const TYPES = ['Trade', 'Deposit', 'Withdrawal', 'Reward / Bonus', 'Other Fee', 'Borrowing Fee'];
const MORE_TYPES = [
	'Receive Loan',
	'Repay Loan',
	'Derivatives / Futures Profit',
	'Derivatives / Futures Loss',
];

/** What the books of the taxed sources say that came, less what went, by currency. */
function netOfBooks(): Record<string, string> {
	const changes: Array<[coin: string, amount: string]> = [];
	const came = (coin: string, amount: string) => changes.push([coin, amount]);
	const went = (coin: string, amount: string) =>
		changes.push([coin, new Exact(amount).negated().toFixed()]);
	for (const trade of sandbox.books.trades(UID)) {
		const [base = '', quote = ''] = trade.symbol.split('_');
		(trade.side === 'buy' ? came : went)(base, trade.size);
		(trade.side === 'buy' ? went : came)(quote, trade.notional);
		went(trade.feeCoinName, trade.fee);
	}
	for (const loan of sandbox.margin.loans(UID)) came(loan.currency, loan.amount);
	for (const row of sandbox.margin.repayments(UID)) {
		went(row.currency, row.principal);
		went(row.currency, row.interest);
	}
	for (const entry of sandbox.futures.transactions(UID)) {
		if (entry.flowType !== 1) came(entry.asset, entry.amount);
	}
	for (const record of sandbox.funding.records(UID)) {
		if (record.status !== 3) continue;
		const [coin = ''] = record.currency.split('-');
		if (record.type === 'deposit') came(coin, record.amount);
		else for (const amount of [record.amount, record.fee]) went(coin, amount);
	}
	const rebates = [...sandbox.rebates.broker(UID), ...sandbox.rebates.affiliate(UID)];
	for (const { currency, amount } of rebates) came(currency, amount);
	return totalsOf(changes);
}

const totalsOf = (changes: Array<[coin: string, amount: string]>): Record<string, string> =>
	sumsOf([{ id: '', amounts: changes }]).amounts;

const negated = (amount: string) => (amount === '' ? '' : `-${amount}`);

describe('files for tax returns', () => {
	beforeEach(() => {
		for (const { fill } of Object.values(BOOKS)) fill();
	});
	const options = { marginPairs: ['BTC_USDT'] };

	it('Koinly has its columns, and its lines come to what the books say', async () => {
		const { error, items, hints } = await exported({ format: 'koinly', options });
		expect(error).toBeUndefined();
		expect(KOINLY_COLUMNS.join(',')).toBe(DOCUMENTED.koinly);
		const changes: Array<[string, string]> = [];
		for (const item of items) {
			expect(Object.keys(item).join(',')).toBe(DOCUMENTED.koinly);
			expect(item.Date).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
			expect([...LABELS, ...MORE_LABELS]).toContain(item.Label);
			for (const side of ['Sent', 'Received', 'Fee']) {
				const amount = item[`${side} Amount`] ?? '';
				expect(amount).toMatch(/^(\d+(\.\d+)?)?$/);
				expect(amount === '').toBe(item[`${side} Currency`] === '');
				// USDT-TRC20 is no coin.
				expect(item[`${side} Currency`]).toMatch(/^[A-Z]*$/);
				changes.push([
					item[`${side} Currency`] ?? '',
					side === 'Received' ? amount : negated(amount),
				]);
			}
			const isTrade = item['Sent Amount'] !== '' && item['Received Amount'] !== '';
			// A label would turn a trade into something else, and a deposit takes no fee.
			if (isTrade) expect(item.Label).toBe('');
			if (item['Sent Amount'] === '') expect(item['Fee Amount']).toBe('');
			expect(isTrade || item['Sent Amount'] !== '' || item['Received Amount'] !== '').toBe(true);
		}
		expect(totalsOf(changes)).toEqual(netOfBooks());
		expect(hints).toHaveLength(13);
	});

	it('CoinTracking has its columns, with the fees in the amounts', async () => {
		const { error, items } = await exported({ format: 'coinTracking', options });
		expect(error).toBeUndefined();
		expect(COINTRACKING_COLUMNS.join(',')).toBe(DOCUMENTED.coinTracking);
		const changes: Array<[string, string]> = [];
		for (const item of items) {
			expect(Object.keys(item).join(',')).toBe(DOCUMENTED.coinTracking);
			expect([...TYPES, ...MORE_TYPES]).toContain(item.Type);
			expect(item.Date).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/);
			expect(item.Exchange).toBe('BitMart');
			changes.push([item['Buy Currency'] ?? '', item['Buy Amount'] ?? '']);
			changes.push([item['Sell Currency'] ?? '', negated(item['Sell Amount'] ?? '')]);
		}
		// Its fee column is for information only.
		expect(totalsOf(changes)).toEqual(netOfBooks());
	});

	it('what moves nothing is not even asked for, and said', async () => {
		const { items, hints } = await exported({
			format: 'koinly',
			sources: [
				'orders',
				'triggerOrders',
				'futuresOrders',
				'futuresTrades',
				'transfers',
				'deposits',
			],
		});
		expect(items).toHaveLength(40);
		expect(new Set(arrivals(sandbox))).toEqual(
			new Set(['GET /account/v2/deposit-withdraw/history']),
		);
		expect(hints).toContain(
			'Orders: not in this file, and not read. Orders move nothing; their fills do.',
		);
		expect(hints).toContain(
			'Futures Trades: not in this file, and not read. Their results and fees come with Futures Transactions.',
		);
		expect(hints).toContain(
			'Transfers: not in this file, and not read. Transfers between your own wallets are no taxable events.',
		);
	});

	it('what was not carried out, and transfers in the funds flow, are counted and left out', async () => {
		const { items, hints } = await exported({
			format: 'coinTracking',
			sources: ['withdrawals', 'transactions'],
		});
		// 40 withdrawals less one that was canceled, 40 transactions less the fifth part that are transfers.
		expect(items).toHaveLength(39 + 32);
		expect(hints.join('\n')).toContain('Left out (1): withdrawals that are not done.');
		expect(hints.join('\n')).toContain(
			'Left out (8): transfers between your own wallets, which are no taxable events.',
		);
	});
});

describe('exact lines', () => {
	const at = Date.UTC(2026, 5, 1, 8, 30, 15, 250);
	const time = '2026-06-01 08:30:15';

	it.each([
		[
			'a purchase with its fee in the coin',
			{ side: 'buy', fee: '0.00001', feeCoinName: 'BTC' },
			{ 'Sent Amount': '60.00000000', 'Sent Currency': 'USDT', 'Received Amount': '0.00100' },
			[{ 'Buy Amount': '0.00099', 'Sell Amount': '60.00000000', Fee: '0.00001' }],
		],
		[
			'a purchase with its fee in the money',
			{ side: 'buy', fee: '0.06', feeCoinName: 'USDT' },
			{ 'Sent Amount': '60.00000000', 'Received Amount': '0.00100', 'Fee Amount': '0.06' },
			[{ 'Buy Amount': '0.00100', 'Sell Amount': '60.06000000', Fee: '0.06' }],
		],
		[
			'a sale with its fee in the money',
			{ side: 'sell', fee: '0.06', feeCoinName: 'USDT' },
			{ 'Sent Amount': '0.00100', 'Sent Currency': 'BTC', 'Received Amount': '60.00000000' },
			[{ 'Buy Amount': '59.94000000', 'Sell Amount': '0.00100', Fee: '0.06' }],
		],
		[
			'a purchase with its fee in a third coin',
			{ side: 'buy', fee: '1', feeCoinName: 'BMX' },
			{ 'Sent Amount': '60.00000000', 'Fee Amount': '1', 'Fee Currency': 'BMX' },
			[
				{ Type: 'Trade', 'Buy Amount': '0.00100', 'Sell Amount': '60.00000000', Fee: '' },
				{ Type: 'Other Fee', 'Sell Amount': '1', 'Sell Currency': 'BMX', Fee: '' },
			],
		],
		[
			'a purchase without a fee',
			{ side: 'buy', fee: '0', feeCoinName: 'USDT' },
			{ 'Sent Amount': '60.00000000', 'Fee Amount': '', 'Fee Currency': '' },
			[{ 'Buy Amount': '0.00100', 'Sell Amount': '60.00000000', Fee: '', 'Fee Currency': '' }],
		],
	] as const)('%s', async (_name, trade, koinly, coinTracking) => {
		sandbox.seed.spotTrades(UID, [{ ...trade, createTime: at }]);
		const sources = ['trades'];
		const first = await exported({ format: 'koinly', sources });
		expect(first.items).toEqual([expect.objectContaining({ Date: `${time} UTC`, ...koinly })]);
		const second = await exported({ format: 'coinTracking', sources });
		expect(second.items).toEqual(
			coinTracking.map((line) => expect.objectContaining({ Date: time, ...line }) as unknown),
		);
	});

	it('a withdrawal, and a deposit with its transaction', async () => {
		sandbox.seed.withdrawals(UID, [{ id: '71', applyTime: at, amount: '48.5', fee: '1.5' }]);
		sandbox.seed.deposits(UID, [{ id: '72', applyTime: at, amount: '0.5', currency: 'BTC' }]);
		const sources = ['deposits', 'withdrawals'];
		expect((await exported({ format: 'koinly', sources })).items).toEqual([
			{
				...Object.fromEntries(KOINLY_COLUMNS.map((name) => [name, ''])),
				Date: `${time} UTC`,
				'Received Amount': '0.500000000000',
				'Received Currency': 'BTC',
				Description: 'BitMart deposit 72',
				TxHash: `9f2c${'72'.padStart(60, '0')}`,
			},
			{
				...Object.fromEntries(KOINLY_COLUMNS.map((name) => [name, ''])),
				Date: `${time} UTC`,
				'Sent Amount': '48.500000000000',
				'Sent Currency': 'USDT',
				'Fee Amount': '1.500000000000',
				'Fee Currency': 'USDT',
				Description: 'BitMart withdrawal 71',
				TxHash: `9f2c${'71'.padStart(60, '0')}`,
			},
		]);
		expect((await exported({ format: 'coinTracking', sources: ['withdrawals'] })).items).toEqual([
			{
				Type: 'Withdrawal',
				'Buy Amount': '',
				'Buy Currency': '',
				'Sell Amount': '50.000000000000',
				'Sell Currency': 'USDT',
				Fee: '1.500000000000',
				'Fee Currency': 'USDT',
				Exchange: 'BitMart',
				'Trade-Group': 'Spot',
				Comment: `BitMart withdrawal 71 9f2c${'71'.padStart(60, '0')}`,
				Date: time,
			},
		]);
	});

	it.each([
		[2, '12.5', 'realized gain', 'Received', 'Derivatives / Futures Profit'],
		[2, '-12.5', 'realized gain', 'Sent', 'Derivatives / Futures Loss'],
		[3, '0.25', 'realized gain', 'Received', 'Derivatives / Futures Profit'],
		[3, '-0.25', 'margin fee', 'Sent', 'Derivatives / Futures Loss'],
		[4, '-0.366', 'margin fee', 'Sent', 'Other Fee'],
		[4, '0.01', 'fee refund', 'Received', 'Reward / Bonus'],
		[5, '-100', 'realized gain', 'Sent', 'Derivatives / Futures Loss'],
	] as const)(
		'a futures transaction of kind %i over %s is "%s"',
		async (flowType, amount, Label, side, Type) => {
			sandbox.seed.transactions(UID, [{ flowType, amount, time: at }]);
			const plain = amount.replace('-', '');
			const sources = ['transactions'];
			expect((await exported({ format: 'koinly', sources })).items).toEqual([
				expect.objectContaining({ Label, [`${side} Amount`]: plain, [`${side} Currency`]: 'USDT' }),
			]);
			expect((await exported({ format: 'coinTracking', sources })).items).toEqual([
				expect.objectContaining({ Type, [`${side === 'Sent' ? 'Sell' : 'Buy'} Amount`]: plain }),
			]);
		},
	);
});

describe('what is missing is said', () => {
	it('a source that the key may not read is named, and the rest goes on', async () => {
		for (const { fill } of Object.values(BOOKS)) fill();
		const credential = credentialOf('readonly');
		const { error, notes, rows, hints } = await exported({}, { credential });
		expect(error).toBeUndefined();
		const failed = notes.filter(({ status }) => status === 'failed');
		expect(failed.map(({ source }) => source)).toEqual([
			'transfers',
			'subAccountTransfers',
			'affiliateRebates',
		]);
		expect(failed[0]?.note).toBe(
			'Transfers: no records. It could not be read: BitMart refused: Header X-BM-KEY is forbidden to request it (code 30012). Edit the key on BitMart and tick the permission this operation needs, such as Spot-Trade, Future-Trade, Margin-Trade or Withdraw.',
		);
		expect(hints).toEqual(failed.map(({ note }) => note));
		expect(rows.filter(({ source }) => source === 'withdrawals')).toHaveLength(40);
		// One refusal is enough of an answer.
		const asked = (path: string) => arrivals(sandbox).filter((one) => one.includes(path)).length;
		expect(asked('transfer-contract-list')).toBe(1);
		expect(asked('transfer-history')).toBe(1);
		expect(asked('rebate-list')).toBe(1);
	});

	it('a key that BitMart does not take ends the export with one request', async () => {
		const { error, items } = await exported({}, { credential: credentialOf('expired') });
		expect(error?.message).toBe('BitMart refused: Header X-BM-KEY over expire time (code 30011)');
		expect(items).toEqual([]);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('an export of which nothing could be read fails', async () => {
		const credential = credentialOf('readonly');
		const sources = ['transfers', 'affiliateRebates'];
		const { error } = await exported({ sources }, { credential });
		expect(error?.message).toBe(
			'BitMart refused: Header X-BM-KEY is forbidden to request it (code 30012)',
		);
	});

	it.each([10.5, 45, 100])(
		'a list that BitMart does not give beyond %d days is read to the day',
		async (days) => {
			sandbox.spotDepth = days * DAY;
			sandbox.seed.spotTrades(
				UID,
				Array.from({ length: 200 }, (_, index) => ({ createTime: NOW - index * DAY - 3_600_000 })),
			);
			const { rows, notes } = await exported({ sources: ['trades'] });
			const oldest = Date.parse(String(notes[0]?.time));
			expect(NOW - oldest).toBeGreaterThan((days - 1.1) * DAY);
			expect(rows).toHaveLength(
				sandbox.books.trades(UID).filter(({ createTime }) => createTime >= oldest).length,
			);
			expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
			expect(notes[0]).toMatchObject({ status: 'cut' });
			expect(notes[0]?.note).toContain(
				`BitMart does not list more before ${String(notes[0]?.time)}: BitMart refused: The time range is outside what can be queried. (code 50041). Choose a more recent or shorter range.`,
			);
		},
	);

	it('a source that breaks off keeps its rows, and says where it stopped', async () => {
		sandbox.seed.deposits(
			UID,
			TIMES.map((applyTime) => ({ applyTime })),
		);
		sandbox.seed.withdrawals(UID, [{}]);
		sandbox.faults.push({
			on: ({ rawQuery }) => rawQuery.includes('operation_type=deposit'),
			kind: '500before',
			skip: 2,
		});
		const { error, rows, notes } = await exported({ sources: ['deposits', 'withdrawals'] });
		expect(error).toBeUndefined();
		const [deposits, withdrawals] = notes;
		expect(deposits).toMatchObject({ status: 'failed', time: '2026-01-23T12:00:00.004Z' });
		expect(deposits?.note).toContain('It stopped after these: ');
		expect(deposits?.note).toContain('Run the export again to read what is missing.');
		expect(withdrawals).toMatchObject({ status: 'complete' });
		expect(rows.filter(({ source }) => source === 'deposits')).toHaveLength(
			TIMES.filter((time) => time >= Date.parse(String(deposits?.time))).length,
		);
	});

	it('an account for copy trading that is not there does not keep the futures account out', async () => {
		for (const { fill } of Object.values(BOOKS)) fill();
		sandbox.faults.push({
			on: ({ rawQuery }) => rawQuery.includes('account=copy_trading'),
			kind: 'unknownCodeBefore',
		});
		const sources = ['futuresTrades', 'transactions', 'futuresOrders'];
		const { error, rows, notes } = await exported({ sources });
		expect(error).toBeUndefined();
		const count = (wanted: string) => rows.filter(({ source }) => source === wanted).length;
		expect(sources.map(count)).toEqual([41, 40, 40]);
		expect(notes.map(({ status }) => status)).toEqual(['cut', 'complete', 'complete']);
		expect(notes[0]?.note).toContain('BitMart does not list the copy trading account: ');
	});

	it('a hundred transfers of a wallet may be fewer than there were', async () => {
		sandbox.seed.subTransfers(
			UID,
			DESK,
			Array.from({ length: 120 }, (_, index) => ({ time: NOW - index * 3_600_000 })),
		);
		const { rows, notes } = await exported({ sources: ['subAccountTransfers'] });
		expect(rows).toHaveLength(100);
		expect(notes[0]?.note).toContain('The spot wallet has 100 of them, so older ones are missing.');
	});

	it('the contracts and pairs that were asked for are named', async () => {
		sandbox.seed.futuresTrades(UID, [{ symbol: 'ETHUSDT' }]);
		sandbox.seed.futuresOrders(UID, [{ symbol: 'ETHUSDT' }, { symbol: 'BTCUSDT' }]);
		const { rows, notes } = await exported({
			sources: ['futuresOrders', 'marginLoans'],
			options: { contracts: 'btc/usdt' },
		});
		expect(rows.map(({ symbol }) => symbol).sort()).toEqual(['BTCUSDT', 'ETHUSDT']);
		expect(notes.map(({ note }) => note)).toEqual([
			expect.stringContaining(
				'No pair was seen in margin trades and margin accounts, so there was none to ask for. Name them in Margin Pairs of the options.',
			),
			expect.stringContaining('Read for BTCUSDT, ETHUSDT: the contracts seen in'),
		]);
	});

	it('a margin account that holds something is asked for its loans', async () => {
		sandbox.seed.loans(UID, [{ symbol: 'BTC_USDT' }]);
		await runNode(
			'bitmartSpot',
			{
				resource: 'marginAccount',
				operation: 'transfer',
				symbol: 'BTC_USDT',
				currency: 'USDT',
				amount: '5',
				direction: 'in',
			},
			{ credential: sandboxCredential(sandbox) },
		);
		const { rows } = await exported({ sources: ['marginLoans'] });
		expect(rows).toEqual([expect.objectContaining({ type: 'loan', symbol: 'BTC_USDT' })]);
	});
});

describe('Notes', () => {
	beforeEach(() => sandbox.seed.deposits(UID, [{}, {}]));

	it.each([
		['table', undefined, 3, 0],
		['table', 'items', 3, 0],
		['table', 'hints', 2, 1],
		['table', 'only', 1, 0],
		['koinly', undefined, 2, 1],
		['koinly', 'hints', 2, 1],
		['koinly', 'only', 1, 0],
	])('Format %s with Notes %s: %i items, %i hints', async (format, notes, items, hints) => {
		const options = notes === undefined ? {} : { notes };
		const run = await exported({ sources: ['deposits'], format, options });
		expect(run.items).toHaveLength(items);
		expect(run.hints).toHaveLength(hints);
		if (notes === 'only') expect(run.notes[0]?.note).toContain('Deposits: 2 records');
	});
});

describe('bad input gets a sentence, and nothing is sent', () => {
	it.each<[Parameters, string]>([
		[{ sources: [] }, 'Parameter "Sources" is required'],
		[{ sources: '={{ [] }}' }, 'Sources is empty'],
		[
			{ sources: ['savings'] },
			'Sources must be one of: Affiliate Rebates, Broker Rebates, Deposits',
		],
		[
			{ from: '2026-07-01', to: '2026-06-01' },
			'From must lie before To; as it is, the range is empty',
		],
		[
			{ from: '2026-07-01', to: '2026-07-01' },
			'From must lie before To; as it is, the range is empty',
		],
		[
			{ from: '2016-01-01', to: '2017-12-31' },
			'To lies before BitMart existed: it opened in 2018, so there is nothing to export',
		],
		[{ from: '2027-01-01' }, 'From lies in the future, so there is nothing to export'],
		[{ from: 'last year' }, 'From must be a date such as'],
		[
			{ format: 'koinly', sources: ['orders', 'transfers'] },
			'None of the chosen Sources has anything for Format Koinly: it takes Trades, Margin Loans',
		],
		[
			{ format: 'coinTracking', options: { notes: 'items' } },
			'Notes cannot be items in Format CoinTracking, whose file has no column for them',
		],
		[{ options: { marginPairs: 'BTC' } }, 'Margin Pairs must be'],
		[{ options: { contracts: 'BTC?' } }, 'Contracts must be contracts such as BTCUSDT'],
	])('%j', async (parameters, sentence) => {
		const { error, items } = await exported(parameters);
		expect(error?.message).toContain(sentence);
		expect(items).toEqual([]);
		expect(sandbox.requests).toEqual([]);
	});

	it('a From before BitMart opened is no mistake', async () => {
		sandbox.seed.deposits(UID, [{}]);
		const { rows, notes } = await exported({ sources: ['deposits'], from: '2015-01-01' });
		expect(rows).toHaveLength(1);
		expect(notes[0]?.time).toBe('2018-01-01T00:00:00.000Z');
	});
});

it('running it again gives the same, and neither run changes anything', async () => {
	for (const { fill } of Object.values(BOOKS)) fill();
	const from = new Date(NOW - 80 * DAY).toISOString();
	const balances = () => JSON.stringify([sandbox.books.balances(UID), sandbox.futures.orders(UID)]);
	const before = balances();
	const first = await exported({ from });
	const second = await exported({ from });
	expect(second.rows).toEqual(first.rows);
	expect(balances()).toBe(before);
	const posts = new Set(arrivals(sandbox).filter((one) => one.startsWith('POST')));
	expect([...posts].sort()).toEqual([
		'POST /account/v1/transfer-contract-list',
		'POST /spot/v4/query/algo/history-orders',
		'POST /spot/v4/query/history-orders',
		'POST /spot/v4/query/trades',
	]);
});

it('a stopped execution ends the export at once', async () => {
	let stop = () => {};
	const stopped = new Promise<void>((resolve) => (stop = resolve));
	sandbox.faults.push({
		on: () => {
			if (sandbox.requests.length === 5) stop();
			return false;
		},
		kind: '500before',
	});
	const { items } = await exported({}, { stop: stopped });
	expect(items).toEqual([]);
	expect(sandbox.requests.length).toBeLessThan(15);
});
