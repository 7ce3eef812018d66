/** The calls that move money between accounts on both hosts, and between the spot and the futures wallet. */
import { decimalsOf, DIGITS, Exact, plain } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import { QUARTER } from '../basics/time';
import {
	accountNamed,
	mainOf,
	nameOf,
	subAccountsOf,
	type SandboxAccount,
} from '../books/accounts';
import { coins } from '../books/market/pairs';
import type { ContractTransfer } from '../books/transfers';
import { userOf, type Call, type Handlers } from './call';
import { held, newest } from './lists';

/** The caller as a main account, or the refusal. */
function asMain(call: Call): SandboxAccount {
	const user = userOf(call);
	if (user.parent !== undefined) {
		throw refusal(60026, { reason: 'the key belongs to a sub-account' });
	}
	return user;
}

function asSub(call: Call): { user: SandboxAccount; main: SandboxAccount } {
	const user = userOf(call);
	const main = call.state.accounts.find(({ uid }) => uid === user.parent);
	if (!main) throw refusal(60027, { reason: 'the key belongs to a main account' });
	return { user, main };
}

/** One of the caller's sub-accounts by its name. */
function subOf(call: Call, uid: string, name: unknown, code = 61003): SandboxAccount {
	const found = accountNamed(subAccountsOf(call.state.accounts, uid), name);
	if (!found) throw refusal(code, { reason: `there is no sub-account "${String(name)}"` });
	return found;
}

/** Moves money between two accounts of a family, in the wallets of one host. */
function move(call: Call, from: SandboxAccount, to: SandboxAccount): Record<string, never> {
	const { values, state, now, host } = call;
	const family = `${host} ${mainOf(userOf(call))}`;
	const requestNo = String(values.requestNo);
	// First of all, so that a repetition is told apart even when the money is gone by now. Of the futures
	// side nobody says that it refuses one.
	if (host === 'spot' && state.transfers.used(family, requestNo)) {
		throw refusal(61004, { reason: `the request number "${requestNo}" was used before` });
	}
	const currency = String(values.currency);
	const amount = new Exact(String(values.amount));
	if (amount.isZero()) throw refusal(61000);
	if (!(currency in coins)) throw refusal(60002, { reason: `there is no currency "${currency}"` });
	if (decimalsOf(String(values.amount)) > DIGITS) {
		throw refusal(60006, { reason: `more than ${DIGITS} decimals` });
	}
	for (const { subStatus = 1, name } of [from, to]) {
		if (subStatus !== 1) throw refusal(60029, { reason: `${name} is not usable` });
	}
	if (from.uid === to.uid) throw refusal(61005, { reason: 'both accounts are the same' });
	const available =
		host === 'spot'
			? (state.books.balances(from)[currency]?.available ?? '0')
			: state.futures.available(from.uid, currency).toFixed();
	if (amount.gt(available)) {
		throw refusal(61001, { reason: `${from.name} has ${available} ${currency}` });
	}
	if (host === 'spot') {
		state.books.credit(from, currency, amount.negated().toFixed());
		state.books.credit(to, currency, amount.toFixed());
	} else {
		state.futures.transfer(from.uid, currency, amount.negated(), now);
		state.futures.transfer(to.uid, currency, amount, now);
	}
	state.transfers.remember(family, requestNo);
	state.transfers.enterSub({
		host,
		fromUid: from.uid,
		toUid: to.uid,
		currency,
		amount: plain(amount),
		time: now,
	});
	return {};
}

const fromSub = (call: Call) => {
	const main = asMain(call);
	return move(call, subOf(call, main.uid, call.values.subAccount), main);
};
const toSub = (call: Call) => {
	const main = asMain(call);
	return move(call, main, subOf(call, main.uid, call.values.subAccount));
};
const upwards = (call: Call) => {
	const { user, main } = asSub(call);
	return move(call, user, main);
};

/** The rows of a list, newest first; the last three months, at most 100 of them. */
function listed({ values, state, now, host }: Call, uids: string[]) {
	const rows = newest(state.transfers.between(host, uids), ({ time }) => time, {
		from: now - QUARTER,
		limit: Infinity,
	});
	const wallet = host === 'spot' ? 'spot' : 'future';
	return {
		total: rows.length,
		historyList: rows.slice(0, Number(values.N ?? values.limit)).map((row) => ({
			fromAccount: nameOf(state.accounts, row.fromUid),
			fromWalletType: wallet,
			toAccount: nameOf(state.accounts, row.toUid),
			toWalletType: wallet,
			currency: row.currency,
			amount: row.amount,
			submissionTime: Math.floor(row.time / 1000),
		})),
	};
}

/** Transfers between accounts on both hosts, and between the spot and the futures wallet. */
export const transferHandlers: Handlers = {
	'POST /account/sub-account/main/v1/sub-to-main': fromSub,
	'POST /account/sub-account/main/v1/main-to-sub': toSub,
	'POST /account/sub-account/main/v1/sub-to-sub': (call) => {
		const main = asMain(call);
		return move(
			call,
			subOf(call, main.uid, call.values.fromAccount),
			subOf(call, main.uid, call.values.toAccount, 61002),
		);
	},
	'POST /account/sub-account/sub/v1/sub-to-main': upwards,
	'POST /account/sub-account/sub/v1/sub-to-sub': (call) => {
		const { user, main } = asSub(call);
		return move(call, user, subOf(call, main.uid, call.values.subAccount, 61002));
	},
	'GET /account/sub-account/main/v1/transfer-list': (call) => {
		const main = asMain(call);
		const { accountName } = call.values;
		const uids =
			accountName === undefined
				? subAccountsOf(call.state.accounts, main.uid).map(({ uid }) => uid)
				: [subOf(call, main.uid, accountName).uid];
		return listed(call, uids);
	},
	'GET /account/sub-account/v1/transfer-history': (call) => listed(call, [userOf(call).uid]),
	'GET /account/sub-account/main/v1/wallet': (call) => {
		const { currency, subAccount } = call.values;
		return {
			wallet: held(call, subOf(call, asMain(call).uid, subAccount))
				.filter(({ coin }) => currency === undefined || coin === currency)
				.map(({ coin, available, frozen }) => ({
					currency: coin,
					name: coins[coin] ?? coin,
					available,
					frozen,
				})),
		};
	},
	'GET /account/sub-account/main/v1/subaccount-list': (call) => ({
		subAccountList: subAccountsOf(call.state.accounts, asMain(call).uid).map((account) => ({
			accountName: nameOf(call.state.accounts, account.uid),
			status: account.subStatus ?? 1,
		})),
	}),
	'POST /account/contract/sub-account/main/v1/sub-to-main': fromSub,
	'POST /account/contract/sub-account/main/v1/main-to-sub': toSub,
	'POST /account/contract/sub-account/sub/v1/sub-to-main': upwards,
	'GET /account/contract/sub-account/main/v1/transfer-list': (call) =>
		listed(call, [subOf(call, asMain(call).uid, call.values.subAccount).uid]).historyList,
	'GET /account/contract/sub-account/v1/transfer-history': (call) =>
		listed(call, [userOf(call).uid]).historyList,
	'GET /account/contract/sub-account/main/v1/wallet': (call) => {
		const { uid } = subOf(call, asMain(call).uid, call.values.subAccount);
		return {
			wallet: call.state.futures
				.assets(uid, call.now)
				.filter(({ currency }) => (call.values.currency ?? currency) === currency)
				.filter(({ equity }) => !equity.isZero())
				.map(({ currency, available, frozen, deposit }) => ({
					currency,
					name: currency,
					available: available.toFixed(DIGITS),
					frozen: frozen.plus(deposit).toFixed(DIGITS),
				})),
		};
	},
	'POST /account/v1/transfer-contract': (call) => {
		const { values, state, now } = call;
		const { uid } = userOf(call);
		const currency = String(values.currency);
		const type = values.type as ContractTransfer['type'];
		const amount = new Exact(String(values.amount));
		if (decimalsOf(String(values.amount)) > DIGITS) {
			throw refusal(40005, { reason: `more than ${DIGITS} decimals` });
		}
		const out = type === 'contract_to_spot';
		const available = out
			? state.futures.available(uid, currency).toFixed()
			: (state.books.balances(uid)[currency]?.available ?? '0');
		if (amount.gt(available)) {
			throw refusal(42000, {
				reason: `the ${out ? 'futures' : 'spot'} wallet has ${available} ${currency}`,
			});
		}
		state.books.credit(uid, currency, (out ? amount : amount.negated()).toFixed());
		state.futures.transfer(uid, currency, out ? amount.negated() : amount, now);
		const entered = { uid, currency, amount: plain(amount), type, timestamp: now };
		state.transfers.enterContract({ ...entered, state: 'FINISHED' });
		return { currency, amount: plain(amount) };
	},
	'POST /account/v1/transfer-contract-list': (call) => {
		const { values, state } = call;
		const { currency, page, limit, time_start, time_end } = values as {
			[key: string]: number | undefined;
		};
		if (time_start !== undefined && time_end !== undefined && time_end < time_start) {
			throw refusal(40039, { reason: 'time_end lies before time_start' });
		}
		const rows = newest(
			state.transfers
				.contract(userOf(call).uid)
				.filter((row) => currency === undefined || row.currency === String(currency)),
			({ timestamp }) => timestamp,
			{ from: time_start, to: time_end, limit: Infinity },
		);
		const first = (Number(page) - 1) * Number(limit);
		return {
			records: rows.slice(first, first + Number(limit)).map((row) => ({
				transfer_id: row.transferId,
				currency: row.currency,
				amount: row.amount,
				type: row.type,
				state: row.state,
				timestamp: row.timestamp,
			})),
		};
	},
};
