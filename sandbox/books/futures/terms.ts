/** The terms an account trades futures under. */
import type { OpenType, PositionMode } from './orders';

/** Leverage and margin mode. */
export interface Setting {
	leverage: string;
	openType: OpenType;
}

/** Position modes by account, leverage and margin mode by account and contract. */
export class Terms {
	private readonly modes = new Map<string, PositionMode>();
	private readonly settings = new Map<string, Setting>();

	/** Starts over: everything as BitMart presets it. */
	reset(): void {
		this.modes.clear();
		this.settings.clear();
	}

	/** The position mode of an account. */
	mode(uid: string): PositionMode {
		return this.modes.get(uid) ?? 'hedge_mode';
	}

	/** Sets the position mode; the caller has checked that nothing is open. */
	setMode(uid: string, mode: PositionMode): void {
		this.modes.set(uid, mode);
	}

	/** Leverage and margin mode that are set for a contract. */
	setting(uid: string, symbol: string): Setting {
		return this.settings.get(`${uid} ${symbol}`) ?? { leverage: '10', openType: 'cross' };
	}

	/** Sets leverage and margin mode of a contract. */
	set(uid: string, symbol: string, setting: Setting): void {
		this.settings.set(`${uid} ${symbol}`, setting);
	}
}
