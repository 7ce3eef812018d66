import type { IDataObject } from 'n8n-workflow';

import { forgetModes } from '../../nodes/bitmart/rules/positionMode';
import { forgetRules } from '../../nodes/bitmart/rules/ruleBook';
import { DEFAULT_ACCOUNTS, startSandbox, type FaultRule, type Sandbox } from '../../sandbox';
import { priceAt } from '../../sandbox/books/market/prices';
import { tradingPair } from '../../sandbox/books/market/pairs';
import type { EngineRun } from '../support/engine';
import { runNode } from '../support/engine';
import { sandboxCredential } from '../support/sandbox';
import type { Alert, Delivery, Event, Group, Story } from './alertStories';
import { ALERTS_START, LEVERAGE, SECRET, storyOf } from './alertStories';
import type { BookedOrder, Findings, Said, Seen } from './alertVerdict';
import { judgeAlert } from './alertVerdict';
import { UID } from './operations';
import { rulesOf } from './plan';
import { Random } from './random';
import { restart, World } from './world';

/** A signal becomes one order: alerts that come again and again, in a world where everything goes wrong. */

export interface AlertOptions {
	alerts: number;
	seed: number;
	/** Every delivery has another key, as if there were none: what the package must prevent. */
	unprotected?: boolean;
	/** Only the alert of this number. */
	only?: number;
	/** Hears of every alert. */
	progress?: (done: number) => void;
}

/** An alert that did not become what it should have. */
export interface AlertFault {
	number: number;
	story: string;
	findings: string[];
}

export interface AlertResult {
	/** By name, in the order of the report. */
	counts: Record<string, number>;
	totals: Record<keyof Findings, number>;
	faults: AlertFault[];
	/** What the clock of the test says has passed, in milliseconds. */
	virtualTime: number;
}

const ENDPOINTS = {
	spot: 'POST /spot/v2/submit_order',
	futures: 'POST /contract/private/submit-order',
} as const;

const NODES = { spot: 'bitmartSpot', futures: 'bitmartFutures' } as const;

const SYMBOLS = { spot: 'BTC_USDT', futures: 'BTCUSDT' } as const;

/** Coins a contract of BTCUSDT. */
const CONTRACT = 0.001;

/** The least that a spot order is worth, with the room that a moving price needs. */
const LEAST = 5.1;

const BTC = tradingPair(SYMBOLS.spot);

const DIRECTIONS = { 3: 'long', 2: 'short' } as const;

/** The owner's orders, by direction: to open and to close. */
const OWN_SIDES = { long: [1, 3], short: [4, 2] } as const;

/** What a delivery that has come to its end says. */
function saidBy(
	{ outputs, error }: EngineRun,
	around: Pick<Said, 'booked' | 'sawNothing' | 'spoiled'>,
): Said {
	const ordersIn = (json: IDataObject) =>
		((json.orders ?? [json]) as IDataObject[])
			.filter(({ orderId }) => orderId !== undefined)
			.map(({ orderId, outcome }) => ({ orderId: String(orderId), outcome: String(outcome) }));
	if (!error) {
		const json = outputs[0]?.[0]?.json ?? {};
		return { kind: json.signal as Said['kind'], orders: ordersIn(json), ...around };
	}
	const message = `${error.message} ${error.description ?? ''}`;
	const [, done = ''] = /Carried out before that: (.*)$/s.exec(message) ?? [];
	const orders = [...done.matchAll(/orderId ([^,;)]+)/g)].map(([, orderId = '']) => ({
		orderId,
		outcome: 'named',
	}));
	const kind = /not known whether|part of it was carried out/.test(message)
		? 'unknown'
		: /acted upon already|belongs to another order|used for something else/.test(message)
			? 'taken'
			: /could not be read/.test(message)
				? 'unread'
				: 'refused';
	return { kind, orders, message, ...around };
}

/** One alert from its first delivery to its last. */
class Play {
	private readonly said: Said[] = [];
	private readonly seen: Seen = { quote: 0, base: 0, long: 0, short: 0, price: Infinity };
	/** Orders that were there before, and those of the owner. */
	private readonly foreign = new Set<string>();
	/** When each direction was opened: how many orders of the alert were there; before all of it -1. */
	private readonly opened = { long: -1, short: -1 };
	private executions = 0;
	/** Deliveries under way, and whether each has seen that nothing is there. */
	private readonly under = new Set<{ sawNothing: boolean }>();

	constructor(
		private readonly number: number,
		private readonly story: Story,
		private readonly sandbox: Sandbox,
		private readonly world: World,
		private readonly unprotected: boolean,
		private readonly count: (name: string, by?: number) => void,
	) {}

	async run(): Promise<Findings> {
		this.setUp();
		for (const group of this.story.groups) {
			for (const event of group.before) this.happen(event);
			await this.deliver(group);
		}
		// What is late comes now, whatever anybody still hopes for.
		this.world.tick(60_000);
		this.sandbox.faults = [];
		this.sandbox.settle();
		const { alert } = this.story;
		const orders = this.orders();
		this.count('orders', orders.length);
		return judgeAlert({
			asked: alert.asked,
			contract: CONTRACT,
			leverage: LEVERAGE,
			orders,
			said: this.said,
			seen: this.seen,
			leftOpen: this.leftOpen(orders),
		});
	}

	/** What arrived and what was said, for a report. */
	tale(): string {
		const { alert, mode, held, groups } = this.story;
		const arrived = this.sandbox.requests.map(({ path, status, code, fault }) =>
			[path.split('/').slice(-2).join('/'), fault, code || status].filter(Boolean).join(' '),
		);
		const told = groups.map(({ plan, ...group }) => ({ ...group, plan: plan.name }));
		return [
			JSON.stringify({ mode, held, alert: { ...alert.body, secret: '' }, form: alert.form }),
			...told.map((group) => JSON.stringify(group)),
			...this.said.map((said) => JSON.stringify(said)),
			`Arrived: ${arrived.join(' > ')}`,
			`Orders: ${JSON.stringify(this.orders())}`,
		].join('\n  ');
	}

	private setUp(): void {
		const { sandbox, world } = this;
		const { mode, held } = this.story;
		world.ahead = 0;
		sandbox.reset();
		forgetModes();
		sandbox.futures.terms.setMode(UID, mode);
		for (const side of ['long', 'short'] as const) {
			if (held[side] > 0) this.trade(side, true, held[side]);
			this.opened[side] = -1;
		}
		world.tick(1000);
		this.look();
	}

	/** The owner trades by hand. */
	private trade(side: 'long' | 'short', opens: boolean, size: number): void {
		const { futures } = this.sandbox;
		const other = side === 'long' ? 'short' : 'long';
		const held = futures.position(UID, SYMBOLS.futures, side)?.amount ?? 0;
		const isOneWay = futures.terms.mode(UID) === 'one_way_mode';
		// In one-way mode it would close the other direction.
		if (opens ? isOneWay && futures.position(UID, SYMBOLS.futures, other) : held === 0) return;
		const before = this.orders().length;
		try {
			const order = futures.place(
				{
					uid: UID,
					symbol: SYMBOLS.futures,
					side: OWN_SIDES[side][opens ? 0 : 1],
					type: 'market',
					size: opens ? size : held,
					leverage: String(LEVERAGE),
					openType: 'cross',
				},
				this.world.now(),
			);
			this.foreign.add(order.orderId);
		} catch {
			// The owner has not enough money for it.
			return;
		}
		if (opens && held === 0) this.opened[side] = before;
	}

	private happen(event: Event): void {
		this.count(`${event.kind === 'restart' ? 'restarts' : `changes of ${event.kind}`}`);
		const { sandbox, world } = this;
		switch (event.kind) {
			case 'restart':
				restart();
				break;
			case 'time':
				world.tick(event.passes);
				break;
			case 'clock':
				world.ahead = event.ahead;
				break;
			case 'money': {
				const { USDT, BTC: base } = sandbox.books.balances(UID);
				const part = (of = '0') => (Number(of) * event.share).toFixed(8);
				sandbox.books.credit(UID, 'USDT', part(USDT?.available));
				sandbox.books.credit(UID, 'BTC', part(base?.available));
				break;
			}
			case 'position':
				this.trade(event.side, event.opens, event.size);
		}
		this.look();
	}

	/** Notes what there is at this moment. */
	private look(): void {
		const { sandbox, seen } = this;
		const { market, asked } = this.story.alert;
		const { USDT, BTC: base } = sandbox.books.balances(UID);
		const quote =
			market === 'spot' ? Number(USDT?.available ?? 0) : sandbox.futures.available(UID, 'USDT');
		const held = (side: 'long' | 'short') =>
			sandbox.futures.position(UID, SYMBOLS.futures, side)?.amount ?? 0;
		const price = Number(priceAt(BTC, this.world.now()));
		const now = { base: Number(base?.available ?? 0), long: held('long'), short: held('short') };
		seen.quote = Math.max(seen.quote, Number(quote));
		seen.base = Math.max(seen.base, now.base);
		seen.long = Math.max(seen.long, now.long);
		seen.short = Math.max(seen.short, now.short);
		seen.price = Math.min(seen.price, price);
		const isNothing =
			market === 'spot'
				? (now.base * asked.size * price) / 100 < LEAST
				: asked.sides.every((side) => now[DIRECTIONS[side as 2 | 3]] === 0);
		if (isNothing) for (const one of this.under) one.sawNothing = true;
	}

	/** The orders of the alert, oldest first. */
	private orders(): BookedOrder[] {
		const { sandbox, foreign } = this;
		if (this.story.alert.market === 'spot') {
			return sandbox.books
				.orders(UID)
				.filter(({ orderId }) => !foreign.has(orderId))
				.map(({ orderId, side, type, size, notional, price, createTime: time }) => ({
					orderId,
					side,
					type,
					size: Number(size),
					price: Number(price),
					time,
					...(type === 'market' && side === 'buy' && { notional: Number(notional) }),
				}));
		}
		return sandbox.futures
			.orders(UID)
			.filter(({ orderId }) => !foreign.has(orderId))
			.map(({ orderId, side, type, size, price, createTime: time }) => ({
				orderId,
				side,
				type,
				size,
				price: Number(price),
				time,
				...(this.later.has(orderId) && { closesLater: true }),
			}));
	}

	private readonly later = new Set<string>();
	private known = 0;

	/** Whether a new order of the alert has closed what was opened after the first one. */
	private watchOrders(): void {
		const orders = this.orders();
		for (const { orderId, side } of orders.slice(this.known)) {
			const direction = DIRECTIONS[side as 2 | 3] as 'long' | 'short' | undefined;
			if (this.known > 0 && direction && this.opened[direction] >= 1) this.later.add(orderId);
			this.known++;
		}
	}

	private leftOpen(orders: BookedOrder[]): string[] {
		const { asked, market } = this.story.alert;
		if (!asked.closes || market === 'spot') return [];
		return asked.sides.flatMap((side) => {
			const direction = DIRECTIONS[side as 2 | 3];
			const isOpen = this.sandbox.futures.position(UID, SYMBOLS.futures, direction) !== undefined;
			const isOrdered = orders.some((order) => order.side === side);
			return isOpen && this.opened[direction] === -1 && !isOrdered ? [direction] : [];
		});
	}

	/** What the sandbox does wrong while a group comes in. */
	private rules(group: Group, crash: () => void): FaultRule[] {
		const endpoint = ENDPOINTS[this.story.alert.market];
		const { crash: end, meanwhile } = group;
		let [requests, writes] = [0, 0];
		const isWrite = ({ method, path }: { method: string; path: string }) =>
			`${method} ${path}` === endpoint;
		const watch: FaultRule = {
			kind: 'delay',
			on: () => {
				requests++;
				this.watchOrders();
				if (requests === meanwhile?.request) this.happen(meanwhile.event);
				this.look();
				if (end?.on === 'request' && requests === 4 * end.number) crash();
				return false;
			},
		};
		const dies = (request: { method: string; path: string }) =>
			end?.on === 'write' && isWrite(request) && ++writes === end.number;
		const death: FaultRule = end?.done
			? { kind: 'delay', on: dies, until: crash }
			: {
					kind: 'lostRequest',
					on: (request) => {
						if (!dies(request)) return false;
						crash();
						return true;
					},
				};
		const { world } = this;
		const hooks = { tick: world.tick, trickling: world.trickling, delivered: () => {} };
		return [watch, death, ...rulesOf(group.plan, { endpoint }, hooks)];
	}

	private async deliver(group: Group): Promise<void> {
		const { sandbox } = this;
		let end = () => {};
		const process = {
			ended: false,
			stop: new Promise<void>((resolve) => {
				end = () => {
					process.ended = true;
					resolve();
				};
			}),
		};
		sandbox.faults = this.rules(group, end);
		const first = sandbox.requests.length;
		const { deliveries, plan } = group;
		if (deliveries.length > 1) this.count('at once', deliveries.length);
		if (plan.name !== 'nothing') this.count('with faults', deliveries.length);
		const said = await Promise.all(
			deliveries.map(async (delivery) => await this.tryAll(delivery, plan, process)),
		);
		sandbox.faults = [];
		this.watchOrders();
		if (process.ended) {
			this.count('crashes');
			restart();
		}
		const endpoint = ENDPOINTS[this.story.alert.market];
		const sent = sandbox.requests
			.slice(first)
			.filter(({ method, path }) => `${method} ${path}` === endpoint).length;
		for (const one of said) {
			if (!one) continue;
			this.said.push(deliveries.length === 1 ? { ...one, sent } : one);
			this.count(one.spoiled ? `spoiled: ${one.kind}` : one.kind);
			for (const { outcome } of one.orders) this.count(outcome);
		}
	}

	/** One execution: n8n tries again as often as it is told to. */
	private async tryAll(
		delivery: Delivery,
		{ lag = 0 }: Group['plan'],
		process: { ended: boolean; stop: Promise<void> },
	): Promise<Said | undefined> {
		const { spoiled } = delivery;
		// Something else under the key of the alert is something else only once there is the alert's own.
		if (spoiled === 'other action' && this.orders().length === 0) return undefined;
		this.count('deliveries');
		if (spoiled) this.count('spoiled');
		const id = `alert-${this.number}-execution-${++this.executions}`;
		const state = { sawNothing: false };
		this.under.add(state);
		this.look();
		let run: EngineRun | undefined;
		for (let made = 0; made < delivery.tries && !process.ended; made++) {
			if (made > 0) {
				this.world.tick(5000);
				if (delivery.restarts) restart();
			}
			this.count('executions');
			run = await this.execute(delivery, `${id}`, process.stop);
			if (!run.error) break;
		}
		this.look();
		this.under.delete(state);
		const around = {
			booked: this.orders().filter(({ time }) => time <= this.world.now() - lag).length,
			...state,
			...(spoiled && { spoiled }),
		};
		if (process.ended || !run) return { kind: 'silent', orders: [], ...around };
		return saidBy(run, around);
	}

	private async execute(
		delivery: Delivery,
		executionId: string,
		stop: Promise<void>,
	): Promise<EngineRun> {
		const { alert } = this.story;
		const { body, options } = this.bodyOf(alert, delivery);
		return await runNode(
			NODES[alert.market],
			{ ...alert.form, options },
			{
				credential: sandboxCredential(this.sandbox, { signalSecret: SECRET }),
				executionId,
				items: [{ body: delivery.asText ? JSON.stringify(body) : body }],
				stop,
			},
		);
	}

	/** What the webhook gets. */
	private bodyOf(
		{ body, form, asked }: Alert,
		{ spoiled }: Delivery,
	): { body: unknown; options: IDataObject } {
		switch (spoiled) {
			case 'wrong secret':
				return { body: { ...body, secret: 'the secret of others' }, options: {} };
			case 'garbage':
				return { body: 'buy now, before it is too late', options: {} };
			case 'stale': {
				const time = new Date(this.world.now() - 7_200_000).toISOString();
				const ifStale = this.number % 2 === 0 ? 'skip' : 'refuse';
				return { body: { ...body, time }, options: { maximumAge: 60, ifStale } };
			}
			case 'other action': {
				// By its bar an alert of another action is another alert.
				if (form.keyBy === 'bar') return { body: { action: 'hodl', ...SYMBOLS }, options: {} };
				const [side] = asked.sides;
				const action = side === 'buy' || side === 1 ? 'sell' : 'buy';
				return { body: { ...body, action, size: '25%' }, options: {} };
			}
			default:
				return { body: this.unprotected ? this.withAnotherKey(body) : body, options: {} };
		}
	}

	private withAnotherKey(body: IDataObject): IDataObject {
		const turn = this.executions;
		return body.id === undefined
			? { ...body, time: Date.parse(String(body.time)) + turn }
			: { ...body, id: `${String(body.id)}-${turn}` };
	}
}

/** Plays alerts one after the other; replaces the package's clock while it lasts. */
export async function runAlerts(options: AlertOptions): Promise<AlertResult> {
	const { alerts, seed, unprotected = false, only, progress } = options;
	const world = new World(ALERTS_START, new Random(seed));
	const sandbox = await startSandbox({ now: world.now, accounts: DEFAULT_ACCOUNTS });
	const result: AlertResult = {
		counts: {},
		totals: { doubles: 0, excess: 0, falseClaims: 0, missing: 0 },
		faults: [],
		virtualTime: 0,
	};
	const count = (name: string, by = 1) => {
		result.counts[name] = (result.counts[name] ?? 0) + by;
	};
	world.enter();
	try {
		for (let number = 1; number <= alerts; number++) {
			if (only !== undefined && only !== number) continue;
			// Every story has a chance of its own, so that it can be told again by itself.
			const story = storyOf(number, new Random(seed * 1_000_003 + number));
			const play = new Play(number, story, sandbox, world, unprotected, count);
			count('alerts');
			const findings = await play.run();
			const kinds = Object.keys(findings) as Array<keyof Findings>;
			for (const kind of kinds) result.totals[kind] += findings[kind].length;
			const all = kinds.flatMap((kind) => findings[kind].map((text) => `${kind}: ${text}`));
			if (all.length > 0) result.faults.push({ number, story: play.tale(), findings: all });
			progress?.(number);
		}
		result.virtualTime = world.passed;
		return result;
	} finally {
		world.leave();
		restart();
		forgetRules();
		await sandbox.stop();
	}
}
