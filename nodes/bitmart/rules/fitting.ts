import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Prepared } from '../../core/definition/operation';
import { Complaint } from '../../core/values/complaint';
import {
	compareDecimals,
	floorToStep,
	leastMultiple,
	plainDecimal,
	signOf,
	withoutZeros,
} from '../../core/values/decimal';

/** The ways an amount is brought to the rules of its symbol. */

export const NOTHING_SENT = 'Nothing was sent.';

/** A number above zero among the rules; undefined where BitMart states none. */
export function ruleAt(rules: IDataObject, name: string): string | undefined {
	const stated = rules[name];
	if (typeof stated !== 'string' && typeof stated !== 'number') return undefined;
	const decimal = plainDecimal(stated);
	return decimal !== undefined && signOf(decimal) > 0 ? decimal : undefined;
}

/** The step of one in the last decimal, as opposed to one such as 0.5. */
const countsDecimals = (step: string) => /^(1|0\.0*1)$/.test(withoutZeros(step));

/** The amounts of one order on their way to what the rules allow. A rule that is not stated permits everything. */
export class Fitting {
	private values: Values;
	private readonly adjusted: IDataObject = {};

	/** @param prefix names the order where one request holds several */
	constructor(
		given: Values,
		readonly symbol: string,
		private readonly roundDown: boolean,
		private readonly prefix = '',
	) {
		this.values = given;
	}

	/** The amount under a name; undefined where there is none. Zero stands for one that BitMart chooses. */
	amount(name: string): string | undefined {
		const value = this.values[name];
		return value === undefined || signOf(String(value)) === 0 ? undefined : String(value);
	}

	/** Sets amounts to what goes over the wire; undefined takes one away. */
	change(changes: Values): void {
		this.values = { ...this.values, ...changes };
	}

	/** @throws Complaint */
	refuse(sentence: string, advice?: string): never {
		throw new Complaint(
			`${this.prefix}${sentence}`,
			[NOTHING_SENT, ...(advice ? [advice] : [])].join(' '),
		);
	}

	/** Only a symbol that trades takes orders. */
	trades(status: unknown, trading: string): void {
		const known = typeof status === 'string' && status !== '';
		if (!known || status.toLowerCase() === trading) return;
		this.refuse(`${this.symbol} does not trade: its status is "${status}"`);
	}

	/** @param limit the bound in words, where it has any, such as "for market orders" */
	atLeast(name: string, label: string, least: string | undefined, limit?: string): void {
		const value = this.amount(name);
		if (!value || !least || compareDecimals(value, least) >= 0) return;
		this.refuse(this.outside(label, value, 'below the minimum', least, limit));
	}

	/** @param limit as above */
	atMost(name: string, label: string, most: string | undefined, limit?: string): void {
		const value = this.amount(name);
		if (!value || !most || compareDecimals(value, most) <= 0) return;
		this.refuse(this.outside(label, value, 'above the maximum', most, limit));
	}

	private outside(label: string, value: string, where: string, bound: string, limit?: string) {
		const stated = `which is ${withoutZeros(bound)}`;
		return `${label} ${value} is ${where} of ${this.symbol}${limit ? ` ${limit}` : ''}, ${stated}`;
	}

	/** Brings an amount to a multiple of a step, if the user wants that; never to less than `least`. */
	toStep(name: string, label: string, step: string | undefined, least?: string): void {
		const value = this.amount(name);
		if (!value || !step) return;
		const below = floorToStep(value, step);
		if (below === value) return;
		const bound = least && compareDecimals(least, step) > 0 ? least : step;
		const fits = compareDecimals(below, bound) >= 0;
		if (this.roundDown && fits) {
			this.values = { ...this.values, [name]: below };
			this.adjusted[name] = { from: value, to: below };
			return;
		}
		const reason = countsDecimals(step)
			? `has too many decimals for ${this.symbol}: the step is ${withoutZeros(step)}`
			: `does not fit ${this.symbol}: it must be a multiple of ${withoutZeros(step)}`;
		const offer = fits
			? `The nearest below is ${below}`
			: `The smallest is ${withoutZeros(leastMultiple(step, '1', bound))}`;
		this.refuse(
			`${label} ${value} ${reason}. ${offer}`,
			fits
				? 'To have it cut down, choose Round Down under If the Amount Does Not Fit in the options.'
				: undefined,
		);
	}

	/** Whether any amount was cut down. */
	get isCut(): boolean {
		return Object.keys(this.adjusted).length > 0;
	}

	/** The order as it is sent, with a note of what was cut down. */
	get prepared(): Prepared {
		const { values, adjusted, isCut } = this;
		return isCut ? { values, notes: { adjusted } } : { values };
	}
}
