/** What a fault makes of an answer. */
import type { Fault } from '../faults/rules';
import type { Answer } from './answer';

/** The page that Cloudflare shows instead of an answer. */
const CLOUDFLARE_PAGE =
	'<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser before accessing api-cloud.bitmart.com. Cloudflare Ray ID: 8f0000000000c0de</body></html>';

/** A code that stands in no table of BitMart. */
const UNKNOWN_CODE = 98765;

/** More bytes than any answer of BitMart has. */
const TOO_LONG = 20_500_000;

/** The answer that the caller gets; undefined where the connection is closed instead. */
export function disturbed(fault: Fault, real: () => Answer): Answer | undefined {
	const instead = (status: number, text: string, type: string): Answer => ({
		status: fault.status ?? status,
		code: '',
		text,
		headers: { 'Content-Type': type },
		refused: `fault: ${fault.kind}`,
		detail: [],
	});
	const page = () => instead(503, CLOUDFLARE_PAGE, 'text/html; charset=UTF-8');
	const odd = (code: unknown) =>
		instead(
			200,
			JSON.stringify({ message: 'Something new', code, trace: 'none', data: {} }),
			'application/json;charset=UTF-8',
		);
	const error = () => instead(500, 'Internal Server Error', 'text/plain');
	switch (fault.kind) {
		case '500before':
			return error();
		case '500after':
			real();
			return error();
		case 'cloudflare':
			return page();
		case 'cloudflareAfter':
			real();
			return page();
		case 'truncated': {
			const whole = real();
			const text = whole.text.slice(0, Math.floor(whole.text.length / 2));
			return { ...whole, text };
		}
		case 'unknownCodeBefore':
			return odd(UNKNOWN_CODE);
		case 'unknownCodeAfter':
			real();
			return odd(UNKNOWN_CODE);
		case 'oddCodeBefore':
			return odd(fault.code ?? [1000]);
		case 'oddCodeAfter':
			real();
			return odd(fault.code ?? [1000]);
		case 'oversized': {
			const whole = real();
			return { ...whole, text: whole.text.padEnd(TOO_LONG) };
		}
		case 'lostAnswer':
			real();
			return undefined;
		case 'lostRequest':
		case 'late':
			return undefined;
		default:
			return real();
	}
}
