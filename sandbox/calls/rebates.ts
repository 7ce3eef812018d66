/** The calls of rebates. */
import { Exact, plain } from '../basics/amounts';
import { refusal } from '../basics/refusals';
import { DAY } from '../basics/time';
import { userOf, type Call, type Handlers } from './call';

/** Days that are listed where no time is given. */
const BROKER_DAYS = 180;

/** The rows between two times in seconds, both included. */
function between<Row extends { time: number }>(rows: Row[], from: unknown, to: unknown): Row[] {
	const [first, last] = [Number(from ?? 0), Number(to ?? Infinity)];
	if (last < first) throw refusal(60000, { reason: 'the end lies before the start' });
	return rows.filter(({ time }) => time >= first * 1000 && time < (last + 1) * 1000);
}

const sumOf = (rows: Array<{ amount: string }>) =>
	rows.reduce((total, { amount }) => total.plus(amount), new Exact(0));

/** The rows in groups, in the order of their first. */
function groups<Row>(rows: Row[], keyOf: (row: Row) => string): Array<[string, Row[]]> {
	const found = new Map<string, Row[]>();
	for (const row of rows) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]);
	return [...found];
}

function brokerRebates(call: Call) {
	const { start_time: start, end_time: end } = call.values;
	const usual = start === undefined && end === undefined;
	const from = usual ? Math.floor((call.now - BROKER_DAYS * DAY) / 1000) : start;
	const rows = between(call.state.rebates.broker(userOf(call).uid), from, end);
	const days = groups(rows, ({ time }) => new Date(time).toISOString().slice(0, 10));
	return {
		rebates: Object.fromEntries(
			days.map(([day, ofDay]) => [
				day,
				groups(ofDay, ({ currency }) => currency).map(([currency, ofCurrency]) => ({
					currency,
					rebate_amount: sumOf(ofCurrency).toFixed(4),
				})),
			]),
		),
	};
}

function affiliateRebates(call: Call) {
	const { currency, user_id: user, page, size } = call.values;
	const { rebate_start_time: start, rebate_end_time: end } = call.values;
	const rows = between(call.state.rebates.affiliate(userOf(call).uid), start, end).filter(
		({ tradeUserId }) => user === undefined || String(tradeUserId) === String(user),
	);
	const total = (coin: string) => Number(plain(sumOf(rows.filter((row) => row.currency === coin))));
	const users = groups(
		rows.filter((row) => row.currency === currency),
		({ tradeUserId }) => String(tradeUserId),
	);
	const first = (Number(page) - 1) * Number(size);
	return {
		total: users.length,
		page: Number(page),
		size: Number(size),
		btc_rebate_sum: total('BTC'),
		usdt_rebate_sum: total('USDT'),
		eth_rebate_sum: total('ETH'),
		rebate_detail_page_data: users.slice(first, first + Number(size)).map(([id, ofUser]) => ({
			rebate_coin: currency,
			trade_user_id: Number(id),
			total_rebate_amount: Number(plain(sumOf(ofUser))),
			user_type: ofUser[0]?.userType ?? 1,
		})),
	};
}

/** Rebates of brokers and affiliates. */
export const rebateHandlers: Handlers = {
	'GET /spot/v1/broker/rebate': brokerRebates,
	'GET /contract/private/affiliate/rebate-list': affiliateRebates,
};
