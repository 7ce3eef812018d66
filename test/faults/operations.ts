import type { IDataObject } from 'n8n-workflow';

import { marginWallet, type Sandbox } from '../../sandbox';
import type { Random } from './random';
import type { Intent, Write } from './verdict';

/** Whose books are looked at: the first account of the sandbox. */
export const UID = '80000001';

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
	/** A key goes with it, so that a write can be told apart from its repetition. */
	keyed: boolean;
	/** The item for a number that no other item has since the last reset; a poor one asks for too much. */
	item: (number: number, poor: boolean, random: Random) => Wanted;
	/** What the books hold of this kind, oldest first. */
	writes: (sandbox: Sandbox) => Write[];
	/** What the output calls the id; undefined where the exchange gives none. */
	id?: string;
	/** Gives money that a reset does not give. */
	fund?: (sandbox: Sandbox) => void;
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
	({ books }: Sandbox): Write[] =>
		books
			.orders(UID)
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

const batch = (version: 'v4' | 'v2'): Subject => ({
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
	keyed: true,
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

const futuresOrder = (type: 'limit' | 'market'): Subject => ({
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
	keyed: true,
	// More leverage than any contract has is refused as surely as too much money.
	item: (number, poor) =>
		single(
			{ size: number + 1, leverage: poor ? '1000' : '10' },
			`BTCUSDT 1 ${type} ${number + 1}`,
			poor,
		),
	writes: ({ futures }) =>
		futures.orders(UID).map(({ orderId, symbol, side, type: kind, size }) => ({
			id: orderId,
			content: [symbol, side, kind, size].join(' '),
		})),
	id: 'orderId',
});

const mainToSub = (wallet: 'spot' | 'futures'): Subject => ({
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
	keyed: true,
	item: (number, poor) => {
		const amount = amountOf(number, poor);
		return single({ amount }, `${wallet} USDT ${amount}`, poor);
	},
	writes: ({ transfers }) =>
		transfers.between(wallet, [UID]).map(({ currency, amount }) => ({
			id: '',
			content: `${wallet} ${currency} ${amount}`,
		})),
});

const withdrawal = (to: 'user' | 'address'): Subject => ({
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
	keyed: false,
	item: (number, poor) => {
		const amount = amountOf(number, poor);
		return single({ amount }, `USDT-TRC20 ${amount}`, poor);
	},
	writes: ({ funding }) =>
		funding
			.records(UID)
			.filter(({ type }) => type === 'withdraw')
			.map(({ id, currency, amount, fee }) => ({
				id,
				content: `${currency} ${(Number(amount) + Number(fee)).toFixed(1)}`,
			})),
	id: 'withdrawalId',
});

/** Every write that the campaign tries. */
export const SUBJECTS: Subject[] = [
	{
		name: 'spot limit order',
		type: 'bitmartSpot',
		parameters: LIMIT,
		endpoint: 'POST /spot/v2/submit_order',
		keyed: true,
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
		keyed: true,
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
		keyed: true,
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
		keyed: false,
		item: (number, poor) => {
			const amount = amountOf(number, poor);
			return single({ amount }, `USDT ${amount}`, poor);
		},
		writes: ({ transfers }) =>
			transfers.contract(UID).map(({ currency, amount }) => ({
				id: '',
				content: `${currency} ${amount}`,
			})),
	},
	withdrawal('user'),
	withdrawal('address'),
];
