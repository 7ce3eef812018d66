/** The orders of the futures side: what they hold, and the list of them. */

/** 1 open long, 2 close short, 3 close long, 4 open short; in one-way mode buy, buy and reduce, sell and reduce, sell. */
export type Side = 1 | 2 | 3 | 4;
/** How positions are kept. */
export type PositionMode = 'hedge_mode' | 'one_way_mode';
/** The margin mode. */
export type OpenType = 'cross' | 'isolated';

/** Take profit and stop loss that an opening order brings along. */
export interface Presets {
	presetTakeProfitPrice: string;
	presetTakeProfitPriceType: number;
	presetStopLossPrice: string;
	presetStopLossPriceType: number;
}

/** Any order of the futures side; what waits for a price is one too. Amounts are exact decimal texts. */
export interface FuturesOrder extends Presets {
	orderId: string;
	/** Empty when none was given. */
	clientOrderId: string;
	uid: string;
	symbol: string;
	side: Side;
	type: 'limit' | 'market' | 'trailing' | 'plan' | 'take_profit' | 'stop_loss';
	/** 1 GTC, 2 FOK, 3 IOC, 4 maker only. */
	mode: number;
	/** '0' for market orders. */
	price: string;
	size: number;
	dealSize: number;
	dealAverage: string;
	/** 2 live, 4 finished: filled, fired or cancelled. */
	state: 2 | 4;
	positionMode: PositionMode;
	leverage: string;
	openType: OpenType;
	/** Margin and fee set aside for it. */
	frozen: string;
	/** What a plan, take-profit or stop-loss order places when it fires. */
	execution: 'limit' | 'market';
	executivePrice: string;
	triggerPrice: string;
	/** 1 fires on a rise, 2 on a fall. */
	priceWay: number;
	priceType: number;
	/** 1 a given size, 2 the whole position, 0 neither. */
	planCategory: number;
	/** The order that it has placed. */
	executiveOrderId: string;
	activationPrice: string;
	callbackRate: string;
	activationPriceType: number;
	createTime: number;
	updateTime: number;
}

/** A finished order for the history; what is left out gets a usual value. */
export type SeededFuturesOrder = Partial<Omit<FuturesOrder, 'uid' | 'state' | 'frozen'>>;

/** Buying sides. */
export const buys = (side: Side): boolean => side === 1 || side === 2;
/** Sides that may open a position. */
export const opens = (side: Side): boolean => side === 1 || side === 4;

const noPresets: Presets = {
	presetTakeProfitPrice: '',
	presetTakeProfitPriceType: 0,
	presetStopLossPrice: '',
	presetStopLossPriceType: 0,
};

/** What every new order starts from. */
const blank = {
	...noPresets,
	clientOrderId: '',
	mode: 1,
	price: '0',
	dealSize: 0,
	dealAverage: '0',
	state: 2,
	leverage: '0',
	openType: 'cross',
	frozen: '0',
	execution: 'limit',
	executivePrice: '0',
	triggerPrice: '0',
	priceWay: 0,
	priceType: 1,
	planCategory: 0,
	executiveOrderId: '',
	activationPrice: '',
	callbackRate: '',
	activationPriceType: 0,
} as const;

/** The part of an order that its kind decides. */
export type NewOrder = Partial<FuturesOrder> &
	Pick<FuturesOrder, 'uid' | 'symbol' | 'side' | 'type' | 'size'>;

/** The presets of an order. */
export const presetsOf = (order: Presets): Presets => ({
	presetTakeProfitPrice: order.presetTakeProfitPrice,
	presetTakeProfitPriceType: order.presetTakeProfitPriceType,
	presetStopLossPrice: order.presetStopLossPrice,
	presetStopLossPriceType: order.presetStopLossPriceType,
});

/** From which side the trigger of a take profit or stop loss is reached: 1 from below, 2 from above. */
export const wayOf = (type: 'take_profit' | 'stop_loss', side: Side): 1 | 2 =>
	(type === 'take_profit') === (side === 3) ? 1 : 2;

/** All orders; those that wait for a price, too. */
export class Orders {
	private all: FuturesOrder[] = [];
	private count = 0;

	/** Starts over: no orders. */
	reset(): void {
		this.all = [];
		this.count = 0;
	}

	/** The orders of an account, oldest first. */
	of(uid: string): FuturesOrder[] {
		return this.all.filter((order) => order.uid === uid);
	}

	/** The live orders of everybody, oldest first. */
	live(): FuturesOrder[] {
		return this.all.filter((order) => order.state === 2);
	}

	/** Above 2^53 and never a multiple of four: no program that reads it as a double keeps it. */
	nextId(): string {
		return (23456789012340001n + 2n * BigInt(++this.count)).toString();
	}

	/** Enters an order. */
	create(asked: NewOrder, positionMode: PositionMode, now: number): FuturesOrder {
		const order: FuturesOrder = {
			...blank,
			orderId: this.nextId(),
			positionMode,
			...asked,
			createTime: now,
			updateTime: now,
		};
		this.all.push(order);
		return order;
	}

	/** Cancels a live order and releases what it has set aside. */
	cancel(order: FuturesOrder, now: number): void {
		if (order.state !== 2) return;
		order.state = 4;
		order.frozen = '0';
		order.updateTime = now;
	}

	/** Cancels the take profits and stop losses of a position that is gone. */
	cancelProtections(uid: string, symbol: string, side: 'long' | 'short', now: number): void {
		const closes = side === 'long' ? 3 : 2;
		for (const order of this.of(uid)) {
			const protects = order.type === 'take_profit' || order.type === 'stop_loss';
			if (protects && order.symbol === symbol && order.side === closes) this.cancel(order, now);
		}
	}

	/** Puts finished orders into the history; nothing else changes. */
	seed(uid: string, rows: SeededFuturesOrder[], now: number): FuturesOrder[] {
		const seeded = rows.map((row): FuturesOrder => {
			const createTime = row.createTime ?? now;
			const size = row.size ?? 10;
			return {
				...blank,
				orderId: this.nextId(),
				symbol: 'BTCUSDT',
				side: 1,
				type: 'limit',
				price: '61000',
				dealSize: size,
				dealAverage: '61000',
				leverage: '10',
				positionMode: 'hedge_mode',
				updateTime: createTime,
				...row,
				uid,
				size,
				createTime,
				state: 4,
			};
		});
		this.all.push(...seeded);
		return seeded;
	}
}
