import type { IDataObject } from 'n8n-workflow';

import { findFuturesOrder } from '../../nodes/bitmart/lookups/futures';
import { findSpotBatch, findSpotOrder, findTriggerOrder } from '../../nodes/bitmart/lookups/spot';
import { sentContracts } from '../../nodes/bitmart/records/futuresOrders';
import { sentAmounts } from '../../nodes/bitmart/records/spotOrders';
import type { Values } from '../../nodes/core/definition/field';
import type { Finder } from '../../nodes/core/definition/operation';
import { getManyOpen, getManyPast } from '../../nodes/Futures/operations/orderLists';
import { get } from '../../nodes/Spot/operations/orderGet';

/** Orders that are looked up: as they were sent, and as they were asked for before anything was computed. */

const look = async (find: Finder, values: Values, record: IDataObject) => {
	const finding = await find({ clientOrderId: 'key', ...values }, async () => [record]);
	if (finding.kind === 'other') return finding.sentence.replace(/.*differs in /, '');
	return finding.kind === 'found' ? finding.envelope.data : finding.kind;
};

const spotOrder = (changes: IDataObject): IDataObject => ({
	orderId: '1',
	clientOrderId: 'key',
	symbol: 'BTC_USDT',
	side: 'sell',
	type: 'market',
	size: '0.25000',
	notional: '0.00000000',
	price: '0',
	createTime: 1,
	...changes,
});
const LIMIT = { type: 'limit', price: '60000.00' };
const SELL = { symbol: 'BTC_USDT', side: 'sell', type: 'market' };
const BUY = { ...SELL, side: 'buy' };
const BOUGHT = { side: 'buy', size: '0.00', notional: '2500.00000000' };

describe('a spot order that is found', () => {
	it.each<[string, Values, IDataObject, unknown]>([
		[
			'a percentage as it was asked for',
			{ ...SELL, sizeIn: 'percent', size: '50' },
			{},
			{ order_id: '1', size: '0.25000' },
		],
		[
			'a percentage that would come to something else now',
			{ ...SELL, sizeIn: 'percent', size: '0.001', askedSize: '50', askedIn: 'percent' },
			{},
			{ order_id: '1', size: '0.25000' },
		],
		[
			'a percentage that a market buy spends, as it was asked for',
			{ ...BUY, sizeIn: 'percent', size: '25' },
			BOUGHT,
			{ order_id: '1', notional: '2500.00000000' },
		],
		[
			'a percentage at another price than ours',
			{ ...SELL, ...LIMIT, sizeIn: 'percent', size: '50' },
			{ ...LIMIT, price: '61000.00' },
			'price',
		],
		['a percentage of the other side', { ...BUY, sizeIn: 'percent', size: '25' }, {}, 'side'],
		[
			'an amount of the quote currency as it was asked for',
			{ ...SELL, sizeIn: 'quote', size: '15000' },
			{},
			{ order_id: '1', size: '0.25000' },
		],
		[
			'an amount that a market buy spends, as it was asked for',
			{ ...BUY, sizeIn: 'quote', size: '2500' },
			BOUGHT,
			{ order_id: '1' },
		],
		[
			'another amount than a market buy was to spend',
			{ ...BUY, sizeIn: 'quote', size: '2600' },
			BOUGHT,
			'notional',
		],
		['the same size', { ...SELL, sizeIn: 'base', size: '0.25' }, {}, { order_id: '1' }],
		['another size', { ...SELL, sizeIn: 'base', size: '0.26' }, {}, 'size'],
		[
			'a size that is yet to be cut down',
			{ ...SELL, sizeIn: 'base', size: '0.2500078', ifAmountDoesNotFit: 'roundDown' },
			{},
			{ order_id: '1', size: '0.25000' },
		],
		[
			'another size than the one that is yet to be cut down',
			{ ...SELL, sizeIn: 'base', size: '0.2601', ifAmountDoesNotFit: 'roundDown' },
			{},
			'size',
		],
		[
			'a size that the price of the moment made',
			{ ...SELL, sizeIn: 'quote', size: '0.4', askedSize: '15000', priceUsed: '37500' },
			{},
			{ order_id: '1', size: '0.25000' },
		],
		[
			'a size that no price of some hours makes',
			{ ...SELL, sizeIn: 'quote', size: '0.7', askedSize: '15000', priceUsed: '20000' },
			{},
			'size',
		],
		[
			'few steps, of which one more or less is due to the rounding',
			{ ...SELL, sizeIn: 'quote', size: '0.3', askedSize: '1', priceUsed: '3' },
			{ size: '0.10000' },
			{ order_id: '1', size: '0.10000' },
		],
	])('%s', async (_name, values, changes, found) => {
		expect(await look(findSpotOrder(get), values, spotOrder(changes))).toEqual(found);
	});

	it('is told with its own amounts, and never with a percentage for its size', () => {
		const asked = { ...SELL, sizeIn: 'percent', size: '50' };
		const told = { askedSize: '50', askedIn: 'percent' };
		expect(sentAmounts(asked, { size: '0.25' })).toMatchObject({ ...told, size: '0.25' });
		expect(sentAmounts(asked)).toMatchObject({ ...told, size: undefined, notional: undefined });
		expect(sentAmounts({ ...BUY, sizeIn: 'quote', size: '25' })).toMatchObject({
			notional: '25',
			size: undefined,
		});
	});

	it('in a batch, is one of several as they were asked for', async () => {
		const find = findSpotBatch(get, (found) => ({ data: found as unknown as IDataObject }));
		const row = { ...SELL, sizeIn: 'percent', size: '50', clientOrderId: 'key' };
		expect(await look(find, { symbol: 'BTC_USDT', orders: [row] }, spotOrder({}))).toEqual([
			{ order_id: '1', size: '0.25000' },
		]);
	});

	it('as a trigger order, is told with its own amounts too', async () => {
		const values = { ...SELL, triggerKind: 'trigger', triggerPrice: '50000' };
		const record = spotOrder({ type: undefined, orderMode: 'trigger' });
		const share = { ...values, sizeIn: 'percent', size: '50' };
		expect(await look(findTriggerOrder(get), share, record)).toEqual({
			order_id: '1',
			size: '0.25000',
		});
		const other = { ...values, sizeIn: 'base', size: '0.26' };
		expect(await look(findTriggerOrder(get), other, record)).toBe('size');
	});
});

const LONG = { symbol: 'BTCUSDT', side: 'openLong', type: 'market' };
const contractOrder = (changes: IDataObject): IDataObject => ({
	order_id: '1',
	client_order_id: 'key',
	symbol: 'BTCUSDT',
	side: 1,
	type: 'market',
	size: '25',
	price: '0',
	create_time: 1,
	...changes,
});

describe('a futures order that is found', () => {
	const own = { order_id: '1', price: '0', size: '25' };
	it.each<[string, Values, IDataObject, unknown]>([
		['contracts', { ...LONG, sizeIn: 'contracts', size: '25' }, {}, { order_id: '1', price: '0' }],
		['other contracts', { ...LONG, sizeIn: 'contracts', size: '26' }, {}, 'size'],
		['contracts without a unit', { ...LONG, size: '26' }, {}, 'size'],
		['coins as they were asked for', { ...LONG, sizeIn: 'base', size: '0.025' }, {}, own],
		['a percentage as it was asked for', { ...LONG, sizeIn: 'walletPercent', size: '10' }, {}, own],
		[
			'a percentage that would come to something else now',
			{ ...LONG, sizeIn: 'positionPercent', size: '3', askedSize: '10' },
			{},
			own,
		],
		[
			'coins that came to other contracts',
			{ ...LONG, sizeIn: 'base', size: '26', askedSize: '0.026' },
			{},
			'size',
		],
		[
			'a value at another price of the moment',
			{ ...LONG, sizeIn: 'quote', size: '15', askedSize: '1000', priceUsed: '61250' },
			{},
			own,
		],
		[
			'a value that no price of some hours makes',
			{ ...LONG, sizeIn: 'quote', size: '90', askedSize: '6000', priceUsed: '61250' },
			{},
			'size',
		],
		['a percentage of the other side', { ...LONG, sizeIn: 'walletPercent' }, { side: 4 }, 'side'],
	])('%s', async (_name, values, changes, found) => {
		const find = findFuturesOrder(getManyOpen, getManyPast);
		expect(await look(find, values, contractOrder(changes))).toEqual(found);
	});

	it('is told with its own contracts, and never with a percentage for them', () => {
		const asked = { ...LONG, sizeIn: 'quote', size: '1000' };
		expect(sentContracts(asked, { size: '16' })).toEqual({
			size: '16',
			askedSize: '1000',
			askedIn: 'USDT',
		});
		expect(sentContracts({ ...asked, sizeIn: 'walletPercent' })).toMatchObject({
			size: undefined,
			askedSize: '1000',
			askedIn: 'walletPercent',
		});
	});
});
