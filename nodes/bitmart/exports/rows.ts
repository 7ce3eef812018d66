import type { IDataObject } from 'n8n-workflow';

import { plainDecimal, subtractDecimals } from '../../core/values/decimal';
import type { Row, Told } from './row';
import { coinOf, settlementOf, toRow } from './row';

/** What BitMart's records are in the table. */

/** Takes a record to its row; all that it says of the source is in the row. */
export type ToRow = (told: Told, source: string) => Row;

/** An amount that left the account. */
const away = (amount: unknown): string =>
	subtractDecimals('0', plainDecimal(String(amount ?? 0)) ?? '0');

const quoteOf = (symbol: unknown): string => String(symbol).split('_')[1] ?? '';

/** The spot wallet, or the margin account of the pair. */
const walletOf = ({ orderMode }: IDataObject): string =>
	orderMode === 'iso_margin' ? 'margin' : 'spot';

const walletWord = (account: unknown): string =>
	account === 'copy_trading' ? 'copyTrading' : 'futures';

/** A fill of the spot wallet or of a margin account. */
export const spotTradeRow: ToRow = ({ record, words }, source) =>
	toRow({
		time: words.createdAt,
		source,
		type: 'trade',
		id: record.tradeId,
		orderId: record.orderId,
		symbol: record.symbol,
		currency: quoteOf(record.symbol),
		side: record.side,
		size: record.size,
		price: record.price,
		amount: record.notional,
		fee: record.fee,
		feeCurrency: record.feeCoinName,
		account: walletOf(record),
		orderType: record.type,
	});

/** An order; its value is what was filled of it. */
export const spotOrderRow: ToRow = ({ record, words }, source) =>
	toRow({
		time: words.createdAt,
		source,
		type: 'order',
		id: record.orderId,
		orderId: record.orderId,
		symbol: record.symbol,
		currency: quoteOf(record.symbol),
		side: record.side,
		size: record.size,
		price: record.price,
		amount: record.filledNotional,
		status: words.status,
		account: walletOf(record),
		orderType: record.type,
		filledSize: record.filledSize,
		averagePrice: record.priceAvg,
	});

/** An order that waited for a price. What became of it once it had started is an order of its own. */
export const triggerOrderRow: ToRow = ({ record, words }, source) =>
	toRow({
		time: words.createdAt,
		source,
		type: 'triggerOrder',
		id: record.orderId,
		orderId: record.orderId,
		symbol: record.symbol,
		currency: quoteOf(record.symbol),
		side: record.side,
		size: record.size,
		price: record.price,
		amount: record.notional,
		status: words.status,
		account: 'spot',
		orderType: record.trigger_type,
	});

/** A loan of an isolated margin account. */
export const loanRow: ToRow = ({ words }, source) =>
	toRow({
		time: words.createdAt,
		source,
		type: 'loan',
		id: words.borrowId,
		symbol: words.symbol,
		currency: words.currency,
		amount: words.amount,
		account: 'margin',
	});

/** A repayment; the interest that was paid with it is its fee. */
export const repaymentRow: ToRow = ({ words }, source) =>
	toRow({
		time: words.createdAt,
		source,
		type: 'repayment',
		id: words.repayId,
		symbol: words.symbol,
		currency: words.currency,
		amount: away(words.principal),
		fee: words.interest,
		feeCurrency: words.currency,
		account: 'margin',
	});

/** A fill of a futures order. Its value in a currency takes the size of a contract, which it does not say. */
export const futuresTradeRow: ToRow = ({ record, words }, source) => {
	const currency = settlementOf(record.symbol);
	return toRow({
		time: words.createdAt,
		source,
		type: 'trade',
		id: record.trade_id,
		orderId: record.order_id,
		symbol: record.symbol,
		currency,
		side: words.side,
		size: words.size,
		price: words.price,
		fee: words.fee,
		feeCurrency: currency,
		account: walletWord(record.account),
		profit: words.realizedProfit,
	});
};

/** A futures order. */
export const futuresOrderRow: ToRow = ({ record, words }, source) =>
	toRow({
		time: words.createdAt,
		source,
		type: 'order',
		id: record.order_id,
		orderId: record.order_id,
		symbol: record.symbol,
		currency: settlementOf(record.symbol),
		side: words.side,
		size: words.size,
		price: words.price,
		status: words.status,
		account: walletWord(record.account),
		orderType: record.type,
		filledSize: words.filledSize,
		averagePrice: words.averagePrice,
	});

/** An entry of the futures funds flow; BitMart signs its amount. */
export const transactionRow: ToRow = ({ words }, source) =>
	toRow({
		time: words.createdAt,
		source,
		type: words.type,
		id: words.transactionId,
		symbol: words.symbol,
		currency: words.currency,
		amount: words.amount,
		account: walletWord(words.account),
	});

/** A transfer between the spot and the futures wallet. */
export const transferRow: ToRow = ({ words }, source) => {
	const [from = '', to = ''] =
		words.direction === 'spotToFutures'
			? ['spot', 'futures']
			: words.direction === 'futuresToSpot'
				? ['futures', 'spot']
				: [];
	return toRow({
		time: words.createdAt,
		source,
		type: 'transfer',
		id: words.transferId,
		currency: words.currency,
		amount: words.amount,
		status: words.status,
		from,
		to,
	});
};

/** A transfer between accounts of one owner. */
export const subTransferRow =
	(account: string): ToRow =>
	({ words }, source) =>
		toRow({
			time: words.createdAt,
			source,
			type: 'transfer',
			currency: words.currency,
			amount: words.amount,
			account,
			from: words.fromAccount,
			to: words.toAccount,
		});

const movement =
	(type: string, amount: (words: IDataObject) => unknown): ToRow =>
	({ words }, source) => {
		const { coin, network } = coinOf(words.currency);
		return toRow({
			time: words.createdAt,
			source,
			type,
			id: words.id,
			currency: coin,
			amount: amount(words),
			fee: words.fee,
			feeCurrency: coin,
			status: words.status,
			account: 'spot',
			network,
			address: words.address,
			transactionId: words.transactionId,
		});
	};

/** Money that came in; what arrived. */
export const depositRow = movement('deposit', ({ amount }) => amount);

/** Money that went out; what arrives there, and the fee beside it. */
export const withdrawalRow = movement('withdrawal', ({ amount }) => away(amount));

/** The rebate of a broker, the sum of a day and a currency. */
export const brokerRebateRow: ToRow = ({ record }, source) =>
	toRow({
		time: `${String(record.date)}T00:00:00.000Z`,
		source,
		type: 'rebate',
		currency: record.currency,
		amount: record.rebate_amount,
	});

/** The rebate of an affiliate, the sum of an invited user in a time range. */
export const affiliateRebateRow =
	(until: number): ToRow =>
	({ record }, source) =>
		toRow({
			time: new Date(until).toISOString(),
			source,
			type: 'rebate',
			currency: record.rebate_coin,
			amount: record.total_rebate_amount,
			from: record.trade_user_id,
		});
