import { readFuturesAction, readSpotAction } from '../../nodes/bitmart/signals/actions';
import { readAlert } from '../../nodes/bitmart/signals/alert';
import { checkSecret } from '../../nodes/bitmart/signals/secret';
import { keyOf } from '../../nodes/bitmart/signals/signalKey';
import { readFuturesSymbol, resolveSpotSymbol } from '../../nodes/bitmart/signals/symbols';
import { judgeAge, readTime } from '../../nodes/bitmart/signals/times';
import { sameSecret } from '../../nodes/core/exchange/secret';
import { complaintOf } from '../support/complaint';

/** Message and reason of what is refused. */
function refused(work: () => unknown) {
	const { message, hint, reason } = complaintOf(work);
	expect(hint).toMatch(/^Nothing was sent\./);
	return { message, reason };
}

describe('an action', () => {
	it.each([
		['buy', 'buy'],
		['BUY', 'buy'],
		[' Buy ', 'buy'],
		['long', 'buy'],
		['enter long', 'buy'],
		['sell', 'sell'],
		['close', 'close'],
		['exit', 'close'],
		['flat', 'close'],
		['close_long', 'close'],
		['Exit Long', 'close'],
	])('%p on spot means %p', (word, action) => {
		expect(readSpotAction(word)).toBe(action);
	});

	it.each([
		['BUY', 'buy'],
		['sell', 'sell'],
		['flat', 'close'],
		['long', 'openLong'],
		['enter long', 'openLong'],
		['openLong', 'openLong'],
		['Short', 'openShort'],
		['open-short', 'openShort'],
		['close_long', 'closeLong'],
		['exit long', 'closeLong'],
		['CLOSE SHORT', 'closeShort'],
		['exitShort', 'closeShort'],
	])('%p with a contract means %p', (word, action) => {
		expect(readFuturesAction(word)).toBe(action);
	});

	it.each(['short', 'close_short', 'enter short', 'buy sell', 'constructor', 'toString', ''])(
		'%p is none on spot, where nothing is to be short of',
		(word) => {
			expect(refused(() => readSpotAction(word, 'side'))).toEqual({
				message: `"side" of the alert is "${word}", and must be one of: buy, sell, close`,
				reason: 'unknownAction',
			});
		},
	);

	it('that is unknown is answered with those of contracts, and not repeated where it is long', () => {
		expect(refused(() => readFuturesAction(`buy${'!'.repeat(50)}`))).toEqual({
			message:
				'"action" of the alert is a text of 53 characters, and must be one of: buy, sell, close, closeLong, closeShort, openLong, openShort',
			reason: 'unknownAction',
		});
	});
});

describe('a symbol', () => {
	it.each([
		'BTCUSDT',
		'BITMART:BTCUSDT',
		'BTCUSDT.P',
		'BITMART:BTCUSDT.P',
		'bitmart:btcusdt.p',
		'BTC/USDT',
		'btc_usdt',
		' BTC-USDT ',
	])('%p means the contract BTCUSDT', (text) => {
		expect(readFuturesSymbol(text)).toBe('BTCUSDT');
	});

	const PAIRS = ['BTC_USDT', 'ETH_USDT', 'A_BUSDT', 'AB_USDT', '$X_USDT'];

	it.each(['BTC_USDT', 'btc_usdt', 'BTC/USDT', 'BTC-USDT', 'BTCUSDT', 'BITMART:BTCUSDT'])(
		'%p means the pair BTC_USDT',
		(text) => {
			expect(resolveSpotSymbol(text, new Set(PAIRS))).toBe('BTC_USDT');
		},
	);

	it('may be any pair that reads so without its underscore, and must say which', () => {
		expect(refused(() => resolveSpotSymbol('ABUSDT', PAIRS))).toEqual({
			message: '"symbol" of the alert is "ABUSDT", which may be any of: AB_USDT, A_BUSDT',
			reason: 'unknownSymbol',
		});
		expect(resolveSpotSymbol('AB_USDT', PAIRS)).toBe('AB_USDT');
		expect(resolveSpotSymbol('BTCUSDT', ['BTC_USDT', 'BTC_USDT'])).toBe('BTC_USDT');
	});

	it.each(['DOGEUSDT', 'DOGE_USDT', 'USDT_BTC'])('%p is not traded', (text) => {
		expect(refused(() => resolveSpotSymbol(text, PAIRS, 'ticker'))).toEqual({
			message: `"ticker" of the alert is "${text}", which is not traded on BitMart's spot market`,
			reason: 'unknownSymbol',
		});
	});

	it('of a perpetual contract is none of spot', () => {
		expect(refused(() => resolveSpotSymbol('BITMART:BTCUSDT.P', PAIRS))).toEqual({
			message:
				'"symbol" of the alert is "BITMART:BTCUSDT.P", a perpetual contract, and this node trades spot',
			reason: 'unknownSymbol',
		});
	});

	it.each([
		['spot', () => resolveSpotSymbol('BINANCE:BTCUSDT', PAIRS)],
		['futures', () => readFuturesSymbol('binance:BTCUSDT.P')],
	])('of another exchange is refused on %s', (_market, work) => {
		expect(refused(work)).toEqual({
			message: 'The alert is for BINANCE, and this node trades on BitMart only',
			reason: 'unknownSymbol',
		});
	});

	it.each(['', 'BTC USDT', 'BTC/USDT:USDT', ':BTCUSDT', 'BITMART:', 'A_B_C', 'é', '..%2f'])(
		'is not %p',
		(text) => {
			expect(refused(() => resolveSpotSymbol(text, PAIRS)).reason).toBe('unknownSymbol');
			if (text !== 'A_B_C') {
				expect(refused(() => readFuturesSymbol(text)).reason).toBe('unknownSymbol');
			}
		},
	);
});

describe('a time', () => {
	const TIME = Date.UTC(2026, 7, 24, 14, 30);

	it.each([
		'2026-08-24T14:30:00Z',
		'2026-08-24T14:30:00.000Z',
		'2026-08-24T14:30Z',
		'2026-08-24 14:30:00',
		'2026-08-24T14:30:00',
		'2026-08-24T16:30:00+02:00',
		'2026-08-24T09:00:00-0530',
		' 2026-08-24t14:30:00z ',
		TIME,
		TIME / 1000,
		String(TIME),
		String(TIME / 1000),
	])('may be %p', (value) => {
		expect(readTime(value)).toBe(TIME);
	});

	it('keeps its milliseconds, and may be a day', () => {
		expect(readTime('2026-08-24T14:30:00.5Z')).toBe(TIME + 500);
		expect(readTime('2026-08-24')).toBe(Date.UTC(2026, 7, 24));
	});

	it.each([
		'',
		'now',
		'24.08.2026 14:30',
		'08/24/2026',
		'2026-02-30T00:00:00Z',
		'2026-08-24T24:00:00Z',
		'2026-13-01',
		'2026-08-24T14:30:00+99:00',
		'2026-08-24T14:30:00 Europe/Berlin',
		'2026',
		5,
		-TIME,
		TIME * 1000,
		NaN,
		Infinity,
		'1e12',
		'١٧٥٥',
		null,
		undefined,
		true,
		{},
		[TIME],
		new Date(TIME),
	])('is not %p', (value) => {
		const { message, reason } = refused(() => readTime(value, 'timenow'));
		expect(message).toMatch(/^"timenow" of the alert is .*, and must be a time such as /);
		expect(reason).toBe('badTime');
	});

	it('is fresh up to the maximum age, and stale after it', () => {
		expect(judgeAge(TIME, TIME + 30_000, 30)).toBe('fresh');
		expect(judgeAge(TIME, TIME + 30_001, 30)).toBe('stale');
	});

	it('may be a minute ahead, as clocks differ, and no more', () => {
		expect(judgeAge(TIME + 60_000, TIME, 30)).toBe('fresh');
		expect(refused(() => judgeAge(TIME + 7_200_000, TIME, 30, 'timenow'))).toEqual({
			message: '"timenow" of the alert is 7200 seconds in the future',
			reason: 'badTime',
		});
	});
});

describe('a secret', () => {
	it('is the same only where every character is', () => {
		expect(sameSecret('long-secret', 'long-secret')).toBe(true);
		for (const given of ['long-secre', 'long-secret ', 'Long-secret', '', 'x'.repeat(500)]) {
			expect(sameSecret('long-secret', given)).toBe(false);
		}
	});

	it.each([undefined, null, 5, true, {}, ['long-secret'], { length: 11 }])(
		'is not %p, which is no text',
		(given) => {
			expect(sameSecret('long-secret', given)).toBe(false);
		},
	);

	it('has an end, beyond which nothing is hashed, and is not empty', () => {
		expect(sameSecret('x'.repeat(1000), 'x'.repeat(1000))).toBe(true);
		expect(sameSecret('x'.repeat(1001), 'x'.repeat(1001))).toBe(false);
		expect(sameSecret('', '')).toBe(false);
	});

	it('is refused in one sentence, whatever is wrong with it', () => {
		const all = [undefined, '', 'wrong', 'x'.repeat(1001), 7].map((given) =>
			refused(() => checkSecret((text) => sameSecret('long-secret', text), given)),
		);
		expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
		expect(all[0]?.reason).toBe('refused');
		expect(() =>
			checkSecret((text) => sameSecret('long-secret', text), 'long-secret'),
		).not.toThrow();
	});
});

describe('the key of a signal', () => {
	const BUY = { action: 'Buy', symbol: 'bitmart:BTCUSDT' };

	it('is the ID of its alert', () => {
		expect(keyOf({ by: 'id', alert: readAlert({ ...BUY, alert_id: ' a 1 ' }) })).toBe('a 1');
		expect(keyOf({ by: 'id', alert: readAlert({ ...BUY, id: 7 }) })).toBe('7');
	});

	it('or symbol, action and bar, however the time is written', () => {
		const times = ['2026-08-24T14:30:00Z', '2026-08-24T16:30:00+02:00', 1787581800, 1787581800000];
		const keys = times.map((time) => keyOf({ by: 'bar', alert: readAlert({ ...BUY, time }) }));
		expect(new Set(keys)).toEqual(new Set(['BITMART:BTCUSDT buy 2026-08-24T14:30:00.000Z']));
	});

	it('keeps its parts apart', () => {
		const time = 1787581800;
		const key = (symbol: string, action: string) =>
			keyOf({ by: 'bar', alert: readAlert({ symbol, action, time }) });
		expect(key('A B', 'c')).not.toBe(key('A', 'B c'));
	});

	it('is not made without its parts', () => {
		const without = readAlert(BUY);
		expect(refused(() => keyOf({ by: 'id', alert: without }))).toEqual({
			message: 'The alert has no id; it has the keys action, symbol',
			reason: 'incomplete',
		});
		expect(refused(() => keyOf({ by: 'bar', alert: without }))).toEqual({
			message: 'The alert has no time; it has the keys action, symbol',
			reason: 'incomplete',
		});
		const alert = readAlert({ ...BUY, timenow: 'soon' });
		expect(refused(() => keyOf({ by: 'bar', alert })).message).toMatch(/^"timenow" of the alert/);
	});

	it('is not made of an endless ID', () => {
		const alert = { ...readAlert(BUY), id: 'x'.repeat(201) };
		expect(refused(() => keyOf({ by: 'id', alert }))).toEqual({
			message: '"id" of the alert has 201 characters, and may have 200',
			reason: 'unreadable',
		});
	});
});
