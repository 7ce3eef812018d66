/** The calls of deposits and withdrawals, their addresses, limits and history. */
import { decimalsOf, Exact } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import { DAY, MINUTE, QUARTER } from '../basics/time';
import { accountNamed, mainOf, type SandboxAccount } from '../books/accounts';
import type { FundingRecord } from '../books/funding';
import { pairs } from '../books/market/pairs';
import { inDollars, priceAt } from '../books/market/prices';
import { networkOf, networks } from '../books/networks';
import { userOf, type Call, type Handlers } from './call';
import { newest } from './lists';

/** BTC that an account may withdraw in a day. */
const QUOTA = '100';

/** The caller, who must not be a sub-account. */
function mainUser(call: Call, code = 60026): SandboxAccount {
	const user = userOf(call);
	if (user.parent !== undefined) throw refusal(code, { reason: 'the key is of a sub-account' });
	return user;
}

/** A withdrawal is created, then processed, and done after ten minutes. */
function statusOf(record: FundingRecord, now: number): number {
	if (record.status !== undefined) return record.status;
	const age = now - record.applyTime;
	return age < MINUTE ? 0 : age < 10 * MINUTE ? 2 : 3;
}

function recordRow(record: FundingRecord, now: number) {
	const status = statusOf(record, now);
	const chain = record.address !== '';
	return {
		withdraw_id: record.type === 'withdraw' ? record.id : '',
		deposit_id: record.type === 'deposit' ? record.id : '',
		operation_type: record.type,
		currency: record.currency,
		apply_time: record.applyTime,
		arrival_amount: new Exact(record.amount).toFixed(12),
		fee: new Exact(record.fee).toFixed(12),
		status,
		address: record.address,
		address_memo: record.memo,
		tx_id: chain && status === 3 ? `9f2c${record.id.padStart(60, '0')}` : '',
	};
}

function inBitcoin(coin: string, amount: string, now: number): string {
	const pair = pairs.find(({ symbol }) => symbol === 'BTC_USDT');
	if (coin === 'BTC' || !pair) return amount;
	return new Exact(inDollars(coin, amount, now)).div(priceAt(pair, now)).toFixed(8);
}

/** What is left of the quota of the day (UTC). */
function quotaLeft({ state, now }: Call, uid: string) {
	const today = Math.floor(now / DAY) * DAY;
	return state.funding
		.records(uid)
		.filter(({ type, applyTime }) => type === 'withdraw' && applyTime >= today)
		.reduce((left, { inBtc }) => left.minus(inBtc), new Exact(QUOTA));
}

/** Who receives an internal withdrawal. */
function receiverOf({ values, state, account }: Call): SandboxAccount {
	const { type, value } = values;
	const found =
		type === 1
			? state.accounts.find(({ uid }) => uid === value)
			: type === 2
				? accountNamed(state.accounts, value)
				: undefined;
	if (!found) throw refusal(60053, { reason: `nobody here is "${String(value)}"` });
	if (account && mainOf(found) === mainOf(account)) {
		throw refusal(60065, { reason: 'sender and receiver belong to one user' });
	}
	return found;
}

function withdraw(call: Call) {
	const { values, state, now } = call;
	const user = mainUser(call, 60054);
	const entry = networkOf(values.currency);
	if (!entry.open)
		throw refusal(60004, { reason: `${entry.currency} (${entry.network}) is closed` });
	const text = String(values.amount);
	const amount = new Exact(text);
	if (amount.isZero() || amount.lt(entry.smallest)) {
		throw refusal(60005, { reason: `the minimum is ${entry.smallest} ${entry.currency}` });
	}
	if (decimalsOf(text) > entry.precision) {
		throw refusal(60006, { reason: `at most ${entry.precision} decimals` });
	}
	if (entry.step !== null && !amount.mod(entry.step).isZero()) {
		throw refusal(60013, { reason: `not a multiple of ${entry.step}` });
	}
	// If both groups arrive, the chain wins: the money leaves the platform.
	const chain = values.address !== undefined;
	const memo = String(values.address_memo ?? '');
	if (chain) {
		const saved = state.funding.addresses.filter(
			({ address, currency, network: name, addressType }) =>
				address === values.address &&
				(addressType === 0
					? currency === entry.currency
					: addressType === 1
						? name === entry.network
						: entry.network === 'ERC20'),
		);
		const [first] = saved;
		if (!first) {
			throw refusal(60007, {
				reason: `${String(values.address)} is not saved for ${entry.currency}`,
			});
		}
		if (!saved.some(({ verifyStatus }) => verifyStatus === 1)) {
			throw refusal(60015, { reason: 'the address is saved, but not verified' });
		}
		if (first.memo !== memo) {
			throw refusal(60014, { reason: `the saved memo is "${first.memo}", not "${memo}"` });
		}
	}
	const receiver = chain ? undefined : receiverOf(call);
	const available = state.books.balances(user)[entry.coin]?.available ?? '0';
	if (amount.gt(available)) {
		throw refusal(60008, { reason: `the wallet has ${available} ${entry.coin}` });
	}
	const inBtc = chain ? inBitcoin(entry.coin, amount.toFixed(), now) : '0';
	if (quotaLeft(call, user.uid).lt(inBtc)) throw refusal(60064);
	state.books.credit(user, entry.coin, amount.negated().toFixed());
	if (receiver) state.books.credit(receiver, entry.coin, amount.toFixed());
	const fee = chain ? entry.fee : '0';
	const record = state.funding.enter({
		uid: user.uid,
		type: 'withdraw',
		currency: entry.currency,
		amount: amount.minus(fee).toFixed(),
		fee,
		// Inside BitMart money arrives at once.
		...(receiver ? { status: 3 } : {}),
		address: chain ? String(values.address) : '',
		memo: chain ? memo : '',
		applyTime: now,
		inBtc,
	});
	return { withdraw_id: record.id };
}

/** Start and end of the history's window; 90 days and more are refused. */
function historyWindow({ values, now }: Call): { from: number; to: number } {
	const start = values.startTime as number | undefined;
	const end = values.endTime as number | undefined;
	const from = start ?? now - QUARTER;
	const to = end ?? now;
	if (start === undefined && end === undefined) return { from, to };
	if (to < from) throw refusal(60000, { reason: 'endTime lies before startTime' });
	if (to - from >= QUARTER) {
		throw refusal(start === undefined || end === undefined ? 60066 : 60067, {
			reason: `the window holds ${to - from} ms, it must be less than 90 days (${QUARTER} ms)`,
		});
	}
	return { from, to };
}

/** Deposits, withdrawals, their addresses, limits and history. */
export const fundingHandlers: Handlers = {
	'GET /account/v1/currencies': ({ values, now }) => {
		const wanted = values.currencies === undefined ? [] : String(values.currencies).split(',');
		if (wanted.length > 20) throw refusal(60000, { reason: 'more than 20 currencies' });
		return {
			currencies: networks
				.filter(
					({ currency, coin }) =>
						wanted.length === 0 || wanted.includes(currency) || wanted.includes(coin),
				)
				.map((entry) => ({
					currency: entry.currency,
					name: entry.currency,
					recharge_minsize: entry.smallestDeposit,
					contract_address: entry.contract,
					network: entry.network,
					withdraw_enabled: entry.open,
					deposit_enabled: entry.open,
					withdraw_minsize: entry.smallest,
					withdraw_minfee: null,
					withdraw_fee_estimate: inDollars(entry.coin, entry.fee, now),
					withdraw_fee: entry.fee,
				})),
		};
	},
	'GET /account/v1/deposit/address': (call) => {
		const { uid } = mainUser(call);
		const entry = networkOf(call.values.currency);
		if (!entry.open) {
			throw refusal(60003, { reason: `${entry.currency} (${entry.network}) is closed` });
		}
		const start = entry.network === 'ERC20' ? '0x' : entry.network === 'TRC20' ? 'TX' : 'addr';
		return {
			currency: entry.currency,
			chain: entry.currency,
			address: `${start}example${uid}${entry.network}`,
			address_memo: '',
		};
	},
	'GET /account/v1/withdraw/charge': (call) => {
		const { uid } = mainUser(call);
		const entry = networkOf(call.values.currency);
		return {
			today_available_withdraw_BTC: quotaLeft(call, uid).toFixed(4),
			min_withdraw: new Exact(entry.smallest).toFixed(8),
			withdraw_precision: entry.precision,
			withdraw_fee: new Exact(entry.fee).toFixed(8),
			...(entry.step === null ? {} : { withdraw_Precision_GeTen: entry.step }),
		};
	},
	'POST /account/v1/withdraw/apply': withdraw,
	'GET /account/v1/withdraw/address/list': ({ state }) => ({ list: state.funding.addresses }),
	'GET /account/v2/deposit-withdraw/history': (call) => {
		const { values, state, now } = call;
		const { uid } = mainUser(call);
		const { currency } = values;
		const rows = state.funding
			.records(uid)
			.filter(({ type }) => type === values.operation_type)
			.filter((row) => currency === undefined || row.currency === currency);
		return {
			records: newest(rows, ({ applyTime }) => applyTime, {
				...historyWindow(call),
				limit: Number(values.N),
			}).map((row) => recordRow(row, now)),
		};
	},
	'GET /account/v1/deposit-withdraw/detail': (call) => {
		const { uid } = mainUser(call);
		const found = call.state.funding.records(uid).find(({ id }) => id === call.values.id);
		if (!found) throw refusal(60010, { reason: `there is no record ${String(call.values.id)}` });
		return { record: recordRow(found, call.now) };
	},
};
