/** JSON numbers that JavaScript could not hold. */
import { LosslessNumber, parse } from 'lossless-json';

/** Reads the description files: plain numbers where JavaScript holds them exactly, literals elsewhere. */
export function readData(text: string): unknown {
	return parse(text, null, (literal) =>
		String(Number(literal)) === literal ? Number(literal) : new LosslessNumber(literal),
	);
}

/** A number that is written bare into an answer although JavaScript could not hold it. */
export function bare(digits: string): LosslessNumber {
	return new LosslessNumber(digits);
}
