/** The calls of the futures wallet: assets, fees, funds flow and play money. */
import { Exact, plain } from '../../basics/amounts';
import { refusal } from '../../basics/refusals';
import { WEEK } from '../../basics/time';
import { FUTURES_FEES } from '../../books/futures/matching';
import { FLOW_NAMES } from '../../books/futures/money';
import { contractOf } from '../../books/market/contracts';
import { userOf, type Handlers } from '../call';
import { newest } from '../lists';
import { copied } from './checks';

/** What one claim of play money adds. */
const CLAIM = '10000';

/** The wallet of the futures side. */
export const futuresMoneyHandlers: Handlers = {
	'GET /contract/private/assets-detail': (call) =>
		call.state.futures.assets(userOf(call).uid, call.now).map((asset) => ({
			currency: asset.currency,
			position_deposit: plain(asset.deposit),
			frozen_balance: plain(asset.frozen),
			available_balance: plain(asset.available),
			equity: plain(asset.equity),
			unrealized: plain(asset.unrealized),
		})),
	'GET /contract/private/trade-fee-rate': ({ values }) => ({
		symbol: contractOf(values.symbol).symbol,
		taker_fee_rate: FUTURES_FEES.taker,
		maker_fee_rate: FUTURES_FEES.maker,
	}),
	'GET /contract/private/transaction-history': (call) => {
		const { values, state, now } = call;
		const { symbol } = values;
		const flow = Number(values.flow_type ?? 0);
		const to = (values.end_time as number | undefined) ?? now;
		const from = (values.start_time as number | undefined) ?? to - WEEK;
		if (to < from) throw refusal(40039, { reason: 'end_time lies before start_time' });
		if (symbol !== undefined) contractOf(symbol);
		if (copied(call)) return [];
		const rows = state.futures
			.transactions(userOf(call).uid)
			.filter((row) => symbol === undefined || row.symbol === symbol)
			.filter((row) => flow === 0 || row.flowType === flow);
		const limit = Number(values.page_size ?? 100);
		return newest(rows, ({ time }) => time, { from, to, limit }).map((row) => ({
			symbol: row.symbol,
			flow_type: row.flowType,
			type: FLOW_NAMES[row.flowType],
			amount: row.amount,
			asset: row.asset,
			account: 'futures',
			time: String(row.time),
			tran_id: row.tranId,
		}));
	},
	'POST /contract/private/claim': (call) => {
		const { uid } = userOf(call);
		call.state.futures.transfer(uid, 'USDT', new Exact(CLAIM), call.now);
		const asset = call.state.futures
			.assets(uid, call.now)
			.find(({ currency }) => currency === 'USDT');
		return { currency: 'USDT', amount: plain(asset?.equity ?? new Exact(CLAIM)) };
	},
};
