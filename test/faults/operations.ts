import type { IDataObject } from 'n8n-workflow';

import documented from '../../docs/operations.json';
import { marginWallet, type Sandbox } from '../../sandbox';
import type { Random } from './random';
import type { Intent, Write } from './verdict';

/** Whose books are looked at: the first account of the sandbox. */
export const UID = '80000001';

/** Somebody else, with a key and books of their own. */
export const OTHER_UID = '80000009';

/** What every wallet holds after a reset, so that no attempt runs out of money. */
export const RICHES = '1000000000';

/** One item as n8n gets it, and what it stands for. */
export interface Wanted {
	json: IDataObject;
	/** More than one where an item is a batch. */
	intents: Intent[];
	/** The places of intents that the exchange refuses for lack of money. */
	refused: number[];
}

/** A write under test. */
export interface Subject {
	name: string;
	/** Type of the node. */
	type: string;
	/** Amounts are expressions over the items. */
	parameters: Record<string, unknown>;
	/** The call that writes, as 'POST /path'. */
	endpoint: string;
	/** It takes an Idempotency Key: the exchange is documented to refuse a second write under its key. */
	keyed: boolean;
	/** Options that leave what is ordered as it is, and that an expression can change between two tries. */
	changeable: string[];
	/** Accounts other than the first can do it too. */
	forAll: boolean;
	/** Made of other operations, which say by themselves that their values have changed. */
	isJob?: true;
	/** The item for a number that no other item has since the last reset; a poor one asks for too much. */
	item: (number: number, poor: boolean, random: Random) => Wanted;
	/** What the books hold of this kind, oldest first. */
	writes: (sandbox: Sandbox, uid: string) => Write[];
	/** What the output calls the id; undefined where the exchange gives none. */
	id?: string;
	/** Gives money that a reset does not give. */
	fund?: (sandbox: Sandbox, now: number) => void;
}

/** A subject before the documentation of the package has said how it is protected. */
type Described = Omit<Subject, 'keyed' | 'changeable' | 'forAll'>;

/** What is made of others is documented by what it is made of. */
const asJob = (subject: Described): Subject => ({
	...subject,
	keyed: true,
	changeable: [],
	forAll: true,
	isJob: true,
});

/** What the package says of the operation of a subject. */
function protectedAs(subject: Described): Subject {
	const { type, endpoint } = subject;
	const entry = documented.find(
		(one) =>
			one.node === type &&
			one.endpoint === endpoint &&
			one.resource === subject.parameters.resource &&
			one.operation === subject.parameters.operation,
	);
	if (!entry) throw new Error(`${subject.name} is not documented`);
	const parameters: Array<{ name: string; collection?: string }> = entry.parameters;
	const options = parameters.flatMap(({ name, collection }) =>
		collection === 'options' ? [name] : [],
	);
	return {
		...subject,
		keyed: entry.idempotencyKey === 'taken',
		changeable: ['clientOrderId', 'requestNo', 'receiveWindow'].filter((name) =>
			options.includes(name),
		),
		forAll: ['bitmartSpot', 'bitmartFutures'].includes(type),
	};
}

const PRICE = '50000.00';

const single = (json: IDataObject, content: string, poor: boolean): Wanted => ({
	json,
	intents: [{ content }],
	refused: poor ? [0] : [],
});

/** A size that is worth at least 50 USDT, or more than anybody has. */
const spotSize = (number: number, poor: boolean): string =>
	((100 + number) / 100_000 + (poor ? 900_000 : 0)).toFixed(5);

/** An amount with a decimal, so that it is the same text everywhere. */
const amountOf = (number: number, poor: boolean): string =>
	`${String(10 + number + (poor ? 2_000_000_000 : 0))}.5`;

const spotWrites =
	(mode: 'spot' | 'iso_margin', market: boolean) =>
	({ books }: Sandbox, uid: string): Write[] =>
		books
			.orders(uid)
			.filter((order) => order.orderMode === mode)
			.map(({ symbol, side, type, size, notional, price, orderId }) => ({
				id: orderId,
				content: market
					? [symbol, side, type, notional].join(' ')
					: [symbol, side, type, size, price].join(' '),
			}));

const limitContent = (size: string) => `BTC_USDT buy limit ${size} ${PRICE}`;

const LIMIT = {
	resource: 'order',
	operation: 'create',
	symbol: 'BTC_USDT',
	side: 'buy',
	type: 'limit',
	size: '={{ $json.size }}',
	price: PRICE,
};

const spotLimit = (number: number, poor: boolean) => {
	const size = spotSize(number, poor);
	return single({ size }, limitContent(size), poor);
};

const batch = (version: 'v4' | 'v2'): Described => ({
	name: `spot batch ${version}`,
	type: 'bitmartSpot',
	parameters: {
		resource: 'order',
		operation: 'createMany',
		symbol: 'BTC_USDT',
		specifyOrders: 'json',
		orders: '={{ $json.orders }}',
		options: { endpointVersion: version },
	},
	endpoint: `POST /spot/${version}/batch_orders`,
	item: (number, poor, random) => {
		const count = random.between(2, 4);
		const bad = poor ? random.between(0, count - 1) : -1;
		// Ten numbers belong to every item.
		const sizes = Array.from({ length: count }, (_, index) =>
			spotSize(number * 10 + index, index === bad),
		);
		return {
			json: {
				orders: sizes.map((size) => ({ side: 'buy', type: 'limit', size, price: PRICE })),
			},
			intents: sizes.map((size) => ({ content: limitContent(size) })),
			refused: poor ? [bad] : [],
		};
	},
	writes: spotWrites('spot', false),
	id: 'orderId',
});

const futuresOrder = (type: 'limit' | 'market'): Described => ({
	name: `futures ${type} order`,
	type: 'bitmartFutures',
	parameters: {
		resource: 'order',
		operation: 'create',
		symbol: 'BTCUSDT',
		side: 'openLong',
		type,
		size: '={{ $json.size }}',
		...(type === 'limit' && { price: PRICE }),
		leverage: '={{ $json.leverage }}',
		marginMode: 'cross',
	},
	endpoint: 'POST /contract/private/submit-order',
	// More leverage than any contract has is refused as surely as too much money.
	item: (number, poor) =>
		single(
			{ size: number + 1, leverage: poor ? '1000' : '10' },
			`BTCUSDT 1 ${type} ${number + 1}`,
			poor,
		),
	writes: ({ futures }, uid) =>
		futures
			.orders(uid)
			.filter((order) => order.type === type)
			.map(({ orderId, symbol, side, size }) => ({
				id: orderId,
				content: [symbol, side, type, size].join(' '),
			})),
	id: 'orderId',
});

const mainToSub = (wallet: 'spot' | 'futures'): Described => ({
	name: `sub-account transfer, ${wallet} wallet`,
	type: 'bitmartSubAccount',
	parameters: {
		resource: 'transfer',
		operation: 'mainToSub',
		wallet,
		currency: 'USDT',
		amount: '={{ $json.amount }}',
		subAccount: 'desk1@example.com',
	},
	endpoint: `POST /account/${wallet === 'futures' ? 'contract/' : ''}sub-account/main/v1/main-to-sub`,
	item: (number, poor) => {
		const amount = amountOf(number, poor);
		return single({ amount }, `${wallet} USDT ${amount}`, poor);
	},
	writes: ({ transfers }, uid) =>
		transfers.between(wallet, [uid]).map(({ currency, amount }) => ({
			id: '',
			content: `${wallet} ${currency} ${amount}`,
		})),
});

const withdrawal = (to: 'user' | 'address'): Described => ({
	name: `withdrawal to ${to === 'user' ? 'a user' : 'an address'}`,
	type: 'bitmartAccount',
	parameters: {
		resource: 'withdrawal',
		operation: 'create',
		currency: 'USDT-TRC20',
		amount: '={{ $json.amount }}',
		sendTo: to,
		...(to === 'user'
			? { recipientType: 'userId', recipient: '80000009' }
			: { address: 'TXexampleAddress0000000000000000000' }),
	},
	endpoint: 'POST /account/v1/withdraw/apply',
	item: (number, poor) => {
		const amount = amountOf(number, poor);
		return single({ amount }, `USDT-TRC20 ${amount}`, poor);
	},
	writes: ({ funding }, uid) =>
		funding
			.records(uid)
			.filter(({ type }) => type === 'withdraw')
			.map(({ id, currency, amount, fee }) => ({
				id,
				content: `${currency} ${(Number(amount) + Number(fee)).toFixed(1)}`,
			})),
	id: 'withdrawalId',
});

/** A price that the exchange's path never reaches, so that what waits for it goes on waiting. */
const NEVER = '90000';

/** Contracts that a take profit can be for. */
const HELD = 100_000;

/** A futures order that waits for a price. */
const waiting = (
	name: string,
	kind: 'plan' | 'trailing' | 'take_profit',
	call: string,
	parameters: Record<string, unknown>,
	/** What the exchange refuses. */
	poorly: IDataObject,
): Described => ({
	name,
	type: 'bitmartFutures',
	parameters: {
		operation: 'create',
		symbol: 'BTCUSDT',
		size: '={{ $json.size }}',
		...parameters,
	},
	endpoint: `POST /contract/private/${call}`,
	item: (number, poor) => {
		const json = { size: number + 1, leverage: '10', ...(poor && poorly) };
		return single(json, `BTCUSDT ${kind} ${json.size}`, poor);
	},
	writes: ({ futures }, uid) =>
		futures
			.orders(uid)
			.filter(({ type }) => type === kind)
			.map(({ orderId, symbol, size }) => ({ id: orderId, content: `${symbol} ${kind} ${size}` })),
	id: 'orderId',
});

const OPENS_LONG = { side: 'openLong', leverage: '={{ $json.leverage }}', marginMode: 'cross' };

/** Money of isolated margin: every move has an amount of its own. */
const marginMoney = (
	name: string,
	operation: string,
	parameters: Record<string, unknown>,
	writes: Described['writes'],
	id: string,
	fund?: Described['fund'],
): Described => ({
	name,
	type: 'bitmartSpot',
	parameters: {
		operation,
		symbol: 'BTC_USDT',
		currency: 'USDT',
		amount: '={{ $json.amount }}',
		...parameters,
	},
	endpoint: `POST /spot/v1/margin/isolated/${operation}`,
	item: (number, poor) => {
		const amount = amountOf(number, poor);
		return single({ amount }, `USDT ${amount}`, poor);
	},
	writes,
	id,
	...(fund && { fund }),
});

const marginTransfer = (direction: 'in' | 'out'): Described =>
	marginMoney(
		`transfer ${direction === 'in' ? 'into' : 'out of'} margin`,
		'transfer',
		{ resource: 'marginAccount', direction },
		({ margin }, uid) =>
			margin
				.transfers(uid)
				.filter(({ side }) => side === direction)
				.map(({ transferId, currency, amount }) => ({
					id: transferId,
					content: `${currency} ${amount}`,
				})),
		'transferId',
	);

const text = (amount: number) => amount.toFixed(1);

/** What waits for a price, and the money of isolated margin. */
const LATER: Described[] = [
	{
		name: 'spot trigger order',
		type: 'bitmartSpot',
		parameters: {
			...LIMIT,
			resource: 'triggerOrder',
			triggerKind: 'trigger',
			triggerPrice: '40000',
			// The exchange is to refuse what is too little.
			options: { sendUnchecked: true },
		},
		endpoint: 'POST /spot/v4/algo/submit_order',
		item: (number, poor) => {
			const size = poor ? '0.00001' : spotSize(number, false);
			return single({ size }, `BTC_USDT buy trigger ${size} 40000`, poor);
		},
		writes: ({ algos }, uid) =>
			algos.orders(uid).map(({ orderId, symbol, side, orderMode, size, triggerPrice }) => ({
				id: orderId,
				content: [symbol, side, orderMode, size, triggerPrice].join(' '),
			})),
		id: 'orderId',
	},
	waiting(
		'futures plan order',
		'plan',
		'submit-plan-order',
		{
			...OPENS_LONG,
			resource: 'planOrder',
			type: 'limit',
			triggerPrice: NEVER,
			priceWay: 'rises',
			priceType: 'last',
			executionPrice: NEVER,
		},
		{ leverage: '1000' },
	),
	waiting(
		'futures trailing order',
		'trailing',
		'submit-trail-order',
		{
			...OPENS_LONG,
			resource: 'trailingOrder',
			activationPrice: NEVER,
			activationPriceType: 'last',
			callbackRate: '1',
		},
		{ leverage: '1000' },
	),
	{
		...waiting(
			'futures take profit',
			'take_profit',
			'submit-tp-sl-order',
			{
				resource: 'tpSlOrder',
				side: 'closeLong',
				type: 'take_profit',
				triggerPrice: NEVER,
				executionPrice: NEVER,
				priceType: 'last',
				planCategory: 'quantity',
			},
			{ size: 2 * HELD },
		),
		fund: ({ futures }, now) => {
			for (const uid of [UID, OTHER_UID]) {
				const order = { symbol: 'BTCUSDT', side: 1, type: 'market', size: HELD } as const;
				futures.place({ uid, ...order, leverage: '10', openType: 'cross' }, now);
			}
		},
	},
	marginMoney(
		'margin loan',
		'borrow',
		{ resource: 'marginLoan' },
		({ margin }, uid) =>
			margin.loans(uid).map(({ borrowId, currency, amount }) => ({
				id: borrowId,
				content: `${currency} ${text(Number(amount))}`,
			})),
		'borrowId',
	),
	marginMoney(
		'margin repayment',
		'repay',
		{ resource: 'marginLoan' },
		({ margin }, uid) =>
			margin.repayments(uid).map(({ repayId, currency, principal, interest }) => ({
				id: repayId,
				content: `${currency} ${text(Number(principal) + Number(interest))}`,
			})),
		'repayId',
		// Enough for an epoch, and less than may be borrowed.
		({ margin }, now) => {
			const loan = { uid: UID, symbol: 'BTC_USDT', currency: 'USDT', amount: '150000' };
			margin.borrow(loan, now);
		},
	),
	marginTransfer('in'),
	marginTransfer('out'),
];

/** Orders of a percentage: every one changes what the next is a percentage of, and a price names it. */
const SHARES: Described[] = [
	{
		name: 'spot order of a percentage',
		type: 'bitmartSpot',
		parameters: { ...LIMIT, sizeIn: 'percent', price: '={{ $json.price }}' },
		endpoint: 'POST /spot/v2/submit_order',
		item: (number, poor) => {
			const price = (40_000 + number / 100).toFixed(2);
			const size = poor ? '0.0000001' : '1';
			return single({ size, price }, `BTC_USDT buy limit ${price}`, poor);
		},
		writes: ({ books }, uid) =>
			books.orders(uid).map(({ symbol, side, type, price, orderId }) => ({
				id: orderId,
				content: [symbol, side, type, price].join(' '),
			})),
		id: 'orderId',
	},
	{
		...futuresOrder('limit'),
		name: 'futures order of a percentage',
		parameters: {
			...futuresOrder('limit').parameters,
			sizeIn: 'walletPercent',
			price: '={{ $json.price }}',
		},
		item: (number, poor) => {
			const price = String(40_000 + number);
			const leverage = poor ? '1000' : '10';
			return single({ size: '0.1', price, leverage }, `BTCUSDT 1 limit ${price}`, poor);
		},
		writes: ({ futures }, uid) =>
			futures.orders(uid).map(({ symbol, side, type, price, orderId }) => ({
				id: orderId,
				content: [symbol, side, type, price].join(' '),
			})),
	},
];

/** Positions of both directions, for whoever closes a part of them. */
const fundPositions: Subject['fund'] = ({ futures }, now) => {
	for (const uid of [UID, OTHER_UID]) {
		for (const side of [1, 4] as const) {
			const order = { symbol: 'ETHUSDT', side, type: 'market', size: HELD } as const;
			futures.place({ uid, ...order, leverage: '10', openType: 'cross' }, now);
		}
	}
};

/** Operations that are made of others. */
const JOBS: Described[] = [
	{
		name: 'closing of a position',
		type: 'bitmartFutures',
		parameters: {
			resource: 'position',
			operation: 'close',
			closeWhich: 'one',
			symbol: 'ETHUSDT',
			side: '={{ $json.side }}',
			percent: '={{ $json.percent }}',
		},
		endpoint: 'POST /contract/private/submit-order',
		item: (number, poor) => {
			const [side, wire] = number % 2 === 0 ? ['long', 3] : ['short', 2];
			return single({ side, percent: poor ? '0.5' : '1' }, `ETHUSDT ${wire} market`, poor);
		},
		writes: ({ futures }, uid) =>
			futures
				.orders(uid)
				.filter(({ side, symbol }) => symbol === 'ETHUSDT' && (side === 2 || side === 3))
				.map(({ symbol, side, type, orderId }) => ({
					id: orderId,
					content: [symbol, side, type].join(' '),
				})),
		id: 'orderId',
		fund: fundPositions,
	},
];

/** Every write that the campaign tries. */
export const SUBJECTS: Subject[] = [
	...(
		[
			{
				name: 'spot limit order',
				type: 'bitmartSpot',
				parameters: LIMIT,
				endpoint: 'POST /spot/v2/submit_order',
				item: spotLimit,
				writes: spotWrites('spot', false),
				id: 'orderId',
			},
			{
				name: 'spot market order',
				type: 'bitmartSpot',
				parameters: {
					...LIMIT,
					type: 'market',
					sizeIn: 'quote',
					size: '={{ $json.amount }}',
					price: undefined,
				},
				endpoint: 'POST /spot/v2/submit_order',
				item: (number, poor) => {
					const amount = (5 + number / 100 + (poor ? 2_000_000_000 : 0)).toFixed(2);
					return single({ amount }, `BTC_USDT buy market ${amount}000000`, poor);
				},
				writes: spotWrites('spot', true),
				id: 'orderId',
			},
			batch('v4'),
			batch('v2'),
			{
				name: 'margin order',
				type: 'bitmartSpot',
				parameters: { ...LIMIT, resource: 'marginOrder' },
				endpoint: 'POST /spot/v1/margin/submit_order',
				item: spotLimit,
				writes: spotWrites('iso_margin', false),
				id: 'orderId',
				fund: ({ books }) => books.credit(marginWallet(UID, 'BTC_USDT'), 'USDT', RICHES),
			},
			futuresOrder('limit'),
			futuresOrder('market'),
			mainToSub('spot'),
			mainToSub('futures'),
			{
				name: 'spot to futures transfer',
				type: 'bitmartFutures',
				parameters: {
					resource: 'transfer',
					operation: 'create',
					currency: 'USDT',
					amount: '={{ $json.amount }}',
					direction: 'spotToFutures',
				},
				endpoint: 'POST /account/v1/transfer-contract',
				item: (number, poor) => {
					const amount = amountOf(number, poor);
					return single({ amount }, `USDT ${amount}`, poor);
				},
				writes: ({ transfers }, uid) =>
					transfers.contract(uid).map(({ currency, amount }) => ({
						id: '',
						content: `${currency} ${amount}`,
					})),
			},
			withdrawal('user'),
			withdrawal('address'),
			...LATER,
			...SHARES,
		] satisfies Described[]
	).map(protectedAs),
	...JOBS.map(asJob),
];
