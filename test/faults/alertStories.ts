import type { IDataObject } from 'n8n-workflow';

import type { PositionMode } from '../../sandbox/books/futures/orders';
import { PLANS, type Plan } from './plan';
import type { Random } from './random';

/** Alerts as they come in by a webhook, and what happens to each of them. */

export type Market = 'spot' | 'futures';

/** What an alert asks for, in the terms of the exchange. */
export interface Asked {
	/** What orders of it may be: `sell` and `1` to `4` are the exchange's own words. */
	sides: ReadonlyArray<'buy' | 'sell' | 1 | 2 | 3 | 4>;
	type: 'market' | 'limit';
	/** What its size is in; see Size In of the nodes. */
	unit: 'base' | 'quote' | 'percent' | 'contracts' | 'walletPercent' | 'positionPercent';
	size: number;
	price?: number;
	/** It closes what is there. */
	closes: boolean;
}

/** One alert, with the node that acts upon it. */
export interface Alert {
	market: Market;
	asked: Asked;
	/** What the webhook gets. */
	body: IDataObject;
	/** Parameters of the node. */
	form: Record<string, unknown>;
}

/** What is wrong with a delivery; such a one must send nothing. */
export type Spoiled = 'wrong secret' | 'garbage' | 'stale' | 'other action';

/** One execution that an alert starts. */
export interface Delivery {
	spoiled?: Spoiled;
	/** The body as text instead of an object. */
	asText: boolean;
	/** n8n's Retry On Fail. */
	tries: number;
	/** The process starts anew between two tries. */
	restarts: boolean;
}

/** What happens before a group of deliveries, or in the middle of it. */
export type Event =
	| { kind: 'restart' }
	/** Milliseconds that pass: the price moves. */
	| { kind: 'time'; passes: number }
	/** The clock of n8n is so many milliseconds ahead from now on. */
	| { kind: 'clock'; ahead: number }
	/** Money comes or goes, as a share of what is free. */
	| { kind: 'money'; share: number }
	/** The owner opens or closes a position. */
	| { kind: 'position'; side: 'long' | 'short'; opens: boolean; size: number };

/** Deliveries that come at once. */
export interface Group {
	deliveries: Delivery[];
	before: Event[];
	/** In the middle: before the request of this number. */
	meanwhile?: { request: number; event: Event };
	/** The process ends at a write, or at any request: `done` says whether that is still carried out. */
	crash?: { on: 'write' | 'request'; number: number; done: boolean };
	plan: Plan;
}

/** An alert from its first delivery to its last. */
export interface Story {
	alert: Alert;
	mode: PositionMode;
	/** What is held at first, in contracts. */
	held: { long: number; short: number };
	groups: Group[];
}

export const SECRET = 'the secret of the alerts';

/** When no alert has come yet. */
export const ALERTS_START = Date.UTC(2026, 7, 3, 12);

const MINUTE = 60_000;

const between = (random: Random, least: number, most: number, digits: number): number =>
	Number((least + random.next() * (most - least)).toFixed(digits));

interface Draft {
	asked: Asked;
	action: string;
	form: Record<string, unknown>;
	size?: string;
}

/** A size in the alert, or in the node; a percentage may be written as such. */
function sized(
	random: Random,
	unit: string,
	size: number,
	canSayPercent: boolean,
	canBeInNode = true,
): Pick<Draft, 'form' | 'size'> {
	if (canSayPercent && random.chance(0.5)) {
		return { size: `${size}%`, form: { sizeIn: 'base', size: '' } };
	}
	return canBeInNode && random.chance(0.3)
		? { form: { sizeIn: unit, size: String(size) } }
		: { size: String(size), form: { sizeIn: unit, size: '' } };
}

function spotDraft(random: Random): Draft {
	const side = random.pick(['buy', 'sell', 'close'] as const);
	if (side === 'close') {
		const whole = random.chance(0.5);
		const size = whole ? 100 : random.between(20, 90);
		return {
			action: random.pick(['close', 'exit_long', 'Flatten']),
			asked: { sides: ['sell'], type: 'market', unit: 'percent', size, closes: true },
			form: { sizeIn: 'quote', size: '' },
			...(!whole && { size: `${size}%` }),
		};
	}
	const type = random.chance(0.3) ? 'limit' : 'market';
	const unit = random.pick(['base', 'quote', 'percent', 'percent'] as const);
	const size = {
		base: between(random, 0.001, 0.05, 5),
		quote: between(random, 20, 3000, 2),
		percent: random.pick([100, 100, random.between(2, 99)]),
	}[unit];
	const price = side === 'buy' ? 50_000 : 90_000;
	return {
		action: side === 'buy' ? random.pick(['buy', 'Buy', 'long', 'enter-long']) : 'sell',
		asked: {
			sides: [side],
			type,
			unit,
			size,
			closes: false,
			...(type === 'limit' && { price }),
		},
		...sized(random, unit, size, unit === 'percent'),
	};
}

function futuresDraft(random: Random): Draft {
	const opens = random.chance(0.5);
	if (opens) {
		const action = random.pick(['buy', 'sell', 'long', 'short', 'openLong', 'enter_short']);
		const type = random.chance(0.25) ? 'limit' : 'market';
		const unit = random.pick(['contracts', 'base', 'quote', 'walletPercent'] as const);
		const size = {
			contracts: random.between(1, 60),
			base: between(random, 0.002, 0.06, 4),
			quote: between(random, 130, 4000, 2),
			walletPercent: random.between(2, 100),
		}[unit];
		const isLong = /buy|long/i.test(action);
		const price = isLong ? 50_000 : 80_000;
		return {
			action,
			asked: {
				sides: [isLong ? 1 : 4],
				type,
				unit,
				size,
				closes: false,
				...(type === 'limit' && { price }),
			},
			...sized(random, unit, size, unit === 'walletPercent'),
		};
	}
	const whole = random.chance(0.5);
	const size = whole ? 100 : random.between(20, 90);
	const which = random.pick(['both', 'both', 'long', 'short'] as const);
	const words = {
		both: ['close', 'exit', 'flat'],
		long: ['close long', 'exitLong'],
		short: ['close_short', 'short-exit'],
	};
	const sides = { both: [3, 2], long: [3], short: [2] } as const;
	return {
		action: random.pick(words[which]),
		asked: {
			sides: sides[which],
			type: 'market',
			unit: 'positionPercent',
			size,
			closes: true,
		},
		form: { sizeIn: 'contracts', size: random.chance(0.5) ? '3' : '' },
		...(!whole && { size: `${size}%` }),
	};
}

export const LEVERAGE = 10;

function alertOf(number: number, random: Random): Alert {
	const market = random.pick(['spot', 'futures', 'futures'] as const);
	const { asked, action, form, size } =
		market === 'spot' ? spotDraft(random) : futuresDraft(random);
	const byBar = random.chance(0.4);
	return {
		market,
		asked,
		body: {
			action,
			symbol: random.pick(
				market === 'spot'
					? ['BTC_USDT', 'BTCUSDT', 'BITMART:BTCUSDT']
					: ['BTCUSDT', 'BITMART:BTCUSDT.P'],
			),
			secret: SECRET,
			...(size !== undefined && { size }),
			...(asked.price !== undefined && { type: 'limit', price: String(asked.price) }),
			...(byBar
				? { time: new Date(Date.UTC(2026, 0, 1) + number * MINUTE).toISOString() }
				: { id: `alert-${number}` }),
		},
		form: {
			resource: 'order',
			operation: 'executeSignal',
			alert: '={{ $json.body }}',
			keyBy: byBar ? 'bar' : 'id',
			...(market === 'futures' && { leverage: String(LEVERAGE), marginMode: 'cross' }),
			...form,
		},
	};
}

/** Moves of the world; `hedge` accounts may hold both directions. */
function eventOf(random: Random): Event {
	return random.pick<() => Event>([
		() => ({ kind: 'restart' }),
		() => ({ kind: 'restart' }),
		() => ({ kind: 'time', passes: random.between(1, 40) * 30_000 }),
		() => ({ kind: 'time', passes: random.between(1, 9) * 1000 }),
		() => ({
			kind: 'clock',
			ahead: random.pick([0, 4000, -4000, 45_000, -45_000, 2 * MINUTE, -2 * MINUTE, 15 * MINUTE]),
		}),
		() => ({ kind: 'money', share: random.pick([-1, -0.5, 0.5, 2]) }),
		() => ({
			kind: 'position',
			side: random.pick(['long', 'short']),
			opens: random.chance(0.6),
			size: random.between(1, 30),
		}),
	])();
}

const SPOILED: readonly Spoiled[] = ['wrong secret', 'garbage', 'stale', 'other action'];

/** What the exchange does wrong. The clocks are moved at the side of n8n: that of an exchange runs on. */
function planOf(random: Random): Plan {
	const plan = random.pick(PLANS)(random);
	const kept = ({ kind }: { kind: string }) => kind !== 'clockSkew';
	return {
		...plan,
		writes: plan.writes.filter(kept),
		lookUps: plan.lookUps.filter(kept),
		skip: random.pick([0, 0, 1]),
	};
}

const CALM: Plan = { name: 'nothing', writes: [], skip: 0, lookUps: [] };

function groupOf(random: Random, count: number, isFirst: boolean): Group {
	const deliveries = Array.from(
		{ length: count },
		(): Delivery => ({
			asText: random.chance(0.3),
			tries: random.pick([1, 1, 2, 3]),
			restarts: random.chance(0.3),
			...(random.chance(0.1) && { spoiled: random.pick(SPOILED) }),
		}),
	);
	return {
		deliveries,
		before: isFirst ? [] : Array.from({ length: random.between(0, 3) }, () => eventOf(random)),
		...(random.chance(0.25) && {
			meanwhile: { request: random.between(2, 12), event: eventOf(random) },
		}),
		...(random.chance(0.25) && {
			crash: {
				on: random.pick(['write', 'write', 'request']),
				number: random.between(1, 2),
				done: random.chance(0.7),
			},
		}),
		plan: random.chance(0.7) ? planOf(random) : CALM,
	};
}

/** The story of an alert: the same for the same chance. */
export function storyOf(number: number, random: Random): Story {
	const alert = alertOf(number, random);
	const mode = random.pick(['hedge_mode', 'one_way_mode'] as const);
	const sides = random.pick([['long'], ['short'], ['long', 'short'], ['long', 'short'], []]);
	const held = { long: 0, short: 0 };
	for (const side of mode === 'hedge_mode' ? sides : sides.slice(0, 1)) {
		held[side as 'long' | 'short'] = random.between(5, 40);
	}
	const groups: Group[] = [];
	for (let left = random.between(1, 5); left > 0; ) {
		const count = random.chance(0.4) ? random.between(1, left) : 1;
		groups.push(groupOf(random, count, groups.length === 0));
		left -= count;
	}
	return { alert, mode, held, groups };
}
