import type { IDataObject } from 'n8n-workflow';

import { currency, timeBound } from '../../bitmart/fields/common';
import { compact, isoFromMilliseconds, listAt, objectAt } from '../../bitmart/records/records';
import { sideWord } from '../../bitmart/words';
import type { Field } from '../../core/definition/field';
import type { Call, NumberPaging, Operation, Resource } from '../../core/definition/operation';

/** What the calls share, but for two whose limit no source states. All times are seconds (trap 6). */
const LIMIT: Call['limit'] = { requests: 24, seconds: 2, per: 'KEY' };

/** Some samples of these answers lack the envelope (trap 20): then the answer is the payload. */
const payload = (answer: IDataObject): IDataObject =>
	answer.code === undefined && answer.data === undefined ? answer : objectAt(answer, 'data');

/** A record that stands alone. */
function one(answer: IDataObject): IDataObject[] {
	const record = payload(answer);
	return Object.keys(record).length === 0 ? [] : [record];
}

/** A list below the payload. */
const rowsAt =
	(name: string) =>
	(answer: IDataObject): IDataObject[] =>
		listAt(payload(answer), name);

/** The invited user has three names on the wire: `user_id`, `cid` and `userId` (trap 20). */
const invitedUser = (wire: string): Field => ({
	displayName: 'User ID',
	name: 'userId',
	...(wire !== 'userId' && { wire }),
	type: 'string',
	kind: 'id',
	required: true,
	default: '',
	placeholder: 'e.g. 166660001',
	description: 'ID (CID) of a user you invited',
	normalize: (text) => (/^\d+$/.test(text) ? text : undefined),
	expects: 'an ID of digits only',
});

const userFilter = (wire: string): Field => ({
	...invitedUser(wire),
	required: false,
	description: 'Return only what belongs to this user',
});

const time = (field: Pick<Field, 'displayName' | 'name' | 'wire' | 'description'>): Field =>
	timeBound({ unit: 's', ...field });

/** No list says what is unique in its rows, so only the whole row tells rows apart. */
const pages: NumberPaging = {
	by: 'page',
	page: 'page',
	size: 'size',
	max: 50,
	id: (record) => JSON.stringify(record),
};

const page: Field = {
	displayName: 'Page',
	name: 'page',
	type: 'number',
	kind: 'integer',
	typeOptions: { minValue: 1 },
	default: 1,
	description: 'Which page of results to return, where Return All is off',
};

const start = time({
	displayName: 'Start Time',
	name: 'startTime',
	wire: 'start_time',
	description: 'Start of the time range',
});

const end = time({
	displayName: 'End Time',
	name: 'endTime',
	wire: 'end_time',
	description: 'End of the time range',
});

/** BitMart takes 60 days at most. */
const range: Field[] = [
	{ ...start, required: true },
	{
		...end,
		required: true,
		description: 'End of the time range, at most 60 days after its start',
	},
];

const checkInvite: Operation = {
	value: 'checkInvite',
	name: 'Check Invite',
	action: 'Check whether you invited a user',
	description: 'Retrieve whether a user was invited by you',
	endpoint: 'GET /contract/private/affiliate/invite-check',
	permission: 'Contract-Agent',
	limit: LIMIT,
	bare: true,
	fields: [
		{ ...invitedUser('cid'), description: 'ID (CID) of the user', placeholder: 'e.g. 166660001' },
	],
	rows: one,
};

const getDepositsAndWithdrawals: Operation = {
	value: 'getDepositsAndWithdrawals',
	name: 'Get Deposits and Withdrawals',
	action: 'Get the deposits and withdrawals of an invited user',
	description: 'Retrieve the deposits and withdrawals of a user you invited, in a time range',
	endpoint: 'GET /contract/private/affiliate/deposit-withdrawal-list',
	permission: 'Contract-Agent',
	limit: null,
	bare: true,
	fields: [invitedUser('cid'), ...range],
	options: [
		page,
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			kind: 'choice',
			options: [
				{ name: 'Deposit', value: 'deposit' },
				{ name: 'Withdrawal', value: 'withdrawal' },
			],
			values: { deposit: 1, withdrawal: 2 },
			default: 'deposit',
			description: 'Return only one of the two; without it, both',
		},
	],
	paging: pages,
	rows: rowsAt('list'),
};

const getInvitedUsers: Operation = {
	value: 'getInvitedUsers',
	name: 'Get Invited Users',
	action: 'Get the users you invited',
	description:
		'Retrieve the users you invited with their volume, fees and your rebate in a time range',
	// The capital U is BitMart's (trap 20).
	endpoint: 'GET /contract/private/affiliate/rebate-inviteUser',
	permission: 'Contract-Agent',
	limit: LIMIT,
	bare: true,
	fields: range,
	options: [page, userFilter('cid')],
	paging: pages,
	rows: rowsAt('list'),
};

/** Also what the export of the account's history is made of. */
export const getRebates: Operation = {
	value: 'getRebates',
	name: 'Get Rebates',
	action: 'Get your affiliate rebates',
	description: 'Retrieve your commission in one currency, by invited user',
	endpoint: 'GET /contract/private/affiliate/rebate-list',
	permission: 'Contract-Agent',
	limit: LIMIT,
	bare: true,
	fields: [{ ...currency, required: true, description: 'Currency of the rebates' }],
	options: [
		page,
		userFilter('user_id'),
		time({
			displayName: 'Rebate Start Time',
			name: 'rebateStartTime',
			wire: 'rebate_start_time',
			description: 'Count only rebates from this time on',
		}),
		time({
			displayName: 'Rebate End Time',
			name: 'rebateEndTime',
			wire: 'rebate_end_time',
			description: 'Count only rebates up to this time',
		}),
		time({
			displayName: 'Register Start Time',
			name: 'registerStartTime',
			wire: 'register_start_time',
			description: 'Count only users who registered from this time on',
		}),
		time({
			displayName: 'Register End Time',
			name: 'registerEndTime',
			wire: 'register_end_time',
			description: 'Count only users who registered up to this time',
		}),
	],
	paging: pages,
	// The sums stand beside the list, and belong to every row of it.
	rows: (answer) => {
		const { btc_rebate_sum, usdt_rebate_sum, eth_rebate_sum } = payload(answer);
		const sums = compact({ btc_rebate_sum, usdt_rebate_sum, eth_rebate_sum });
		return rowsAt('rebate_detail_page_data')(answer).map((row) => ({ ...row, ...sums }));
	},
};

const CATEGORIES: Record<string, string> = { '1': 'limit', '2': 'market' };

const getTrades: Operation = {
	value: 'getTrades',
	name: 'Get Trades',
	action: 'Get the futures trades of an invited user',
	description: 'Retrieve the futures trades of a user you invited',
	endpoint: 'GET /contract/private/affiliate/trade-list',
	permission: 'Contract-Agent',
	limit: LIMIT,
	bare: true,
	fields: [
		invitedUser('user_id'),
		{
			displayName: 'Contract Type',
			name: 'contractType',
			wire: 'type',
			type: 'options',
			kind: 'choice',
			required: true,
			options: [
				{ name: 'Coin', value: 'coin', description: 'Contracts that are settled in the coin' },
				{ name: 'USDT', value: 'usdt', description: 'Contracts that are settled in USDT' },
			],
			values: { usdt: 1, coin: 2 },
			default: 'usdt',
			description: 'Which family of contracts to look at',
		},
	],
	options: [
		page,
		{ ...start, description: 'Return only trades from this time on' },
		{ ...end, description: 'Return only trades up to this time' },
	],
	paging: pages,
	rows: rowsAt('list'),
	simplify: (trade) =>
		compact({
			userId: trade.user_id,
			symbol: trade.symbol,
			side: sideWord(trade.way),
			type: CATEGORIES[String(trade.category)] ?? trade.category,
			price: trade.deal_price,
			size: trade.deal_vol,
			fee: trade.fee,
			realizedProfit: trade.realised_profit,
			leverage: trade.leverage,
			createdAt: isoFromMilliseconds(trade.create_time),
		}),
};

const getUserApiRebate: Operation = {
	value: 'getUserApiRebate',
	name: 'Get User API Rebate',
	action: 'Get the API rebate of an invited user',
	description:
		'Retrieve fees and rebate of the trades that a user you invited made by API, in a time range',
	endpoint: 'GET /contract/private/affiliate/rebate-api',
	permission: 'Contract-Agent',
	limit: LIMIT,
	bare: true,
	fields: [invitedUser('cid'), ...range],
	rows: one,
};

const getUserAssets: Operation = {
	value: 'getUserAssets',
	name: 'Get User Assets',
	action: 'Get the futures assets of an invited user',
	description: 'Retrieve the futures balance and equity of a user you invited, in USDT',
	endpoint: 'GET /contract/private/affiliate/aff-customer-info',
	permission: 'Contract-Agent',
	limit: null,
	bare: true,
	fields: [invitedUser('userId')],
	rows: one,
};

const getUserRebate: Operation = {
	value: 'getUserRebate',
	name: 'Get User Rebate',
	action: 'Get the rebate of an invited user',
	description:
		'Retrieve volume, fees and rebate of a user you invited, overall and in a time range',
	endpoint: 'GET /contract/private/affiliate/rebate-user',
	permission: 'Contract-Agent',
	limit: LIMIT,
	bare: true,
	fields: [invitedUser('cid'), ...range],
	rows: one,
};

/** Reports for affiliates; other accounts are refused. */
export const affiliate: Resource = {
	value: 'affiliate',
	name: 'Affiliate',
	description: 'Rebates and invited users; for affiliate accounts only',
	host: 'futures',
	defaultOperation: 'getRebates',
	operations: [
		checkInvite,
		getDepositsAndWithdrawals,
		getInvitedUsers,
		getRebates,
		getTrades,
		getUserApiRebate,
		getUserAssets,
		getUserRebate,
	],
};
