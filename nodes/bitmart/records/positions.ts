import type { IDataObject } from 'n8n-workflow';

import { lowerCase } from './records';

/** What BitMart's records of positions say. */

/** V1 has a number for the direction, V2 a word. */
const POSITION_TYPES: Record<string, string> = { '1': 'long', '2': 'short' };

/** In one-way mode BitMart calls a position "both"; the sign of its amount tells long from short. */
export function positionSide(record: IDataObject, amount: unknown): string | undefined {
	const side = lowerCase(record.position_side) ?? POSITION_TYPES[String(record.position_type)];
	if (side !== 'both' || amount === undefined) return side;
	return String(amount).startsWith('-') ? 'short' : 'long';
}
