import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../../core/definition/field';
import type { Endpoint, Reader } from '../../core/definition/operation';
import { asCaught } from '../../core/exchange/errors';
import { Complaint } from '../../core/values/complaint';
import { plainDecimal } from '../../core/values/decimal';
import type { Ask } from '../asking';
import { askOnce, isTold } from '../asking';
import type { Unreadable } from '../facts';
import { factsFrom, noNumber } from '../facts';
import type { Facts } from '../orderValue';

const unreadable: Unreadable = (what, caught) =>
	isTold(caught) ? new Complaint(`${what} could not be read: ${caught.message}`) : caught;

/** Where one estimate has its numbers from. Each question is asked once, and what has no answer is noted. */
export class Sources {
	/** What is not known, in sentences. */
	readonly notKnown = new Set<string>();
	readonly facts: Facts;
	private readonly ask: Ask;

	constructor(read: Reader) {
		this.ask = askOnce(read);
		this.facts = factsFrom(this.ask, unreadable);
	}

	/**
	 * A number out of the records of an endpoint.
	 * @param find returns what the records have in its place
	 * @throws Complaint where it cannot be read
	 */
	async number(
		what: string,
		endpoint: Endpoint,
		values: Values,
		find: (records: IDataObject[]) => unknown,
	): Promise<string> {
		try {
			const found = find(await this.ask(endpoint, values));
			const isScalar = typeof found === 'string' || typeof found === 'number';
			const number = isScalar ? plainDecimal(found) : undefined;
			if (number === undefined) throw noNumber();
			return number;
		} catch (caught) {
			throw unreadable(what, caught);
		}
	}

	/** A part of the estimate; undefined, with the reason noted, where it is not known. */
	async known<T>(part: () => Promise<T>): Promise<T | undefined> {
		try {
			return await part();
		} catch (caught) {
			if (!isTold(caught)) throw asCaught(caught);
			this.notKnown.add(caught.message);
			return undefined;
		}
	}
}
