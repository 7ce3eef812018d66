/**
 * JSON without loss. JavaScript rounds integers beyond 2^53 (an 18-digit order ID becomes another
 * order's ID), so numbers that it cannot hold are kept as text, and identifiers always are.
 */

/** A JSON string, or a JSON number outside of strings. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Keys that hold an identifier; `cid` and `uid` are user IDs. */
const ID = /(?:^id|_id|Id|ID|^[cu]id|Cid|Uid)$/;
const IDS = /(?:^ids|_ids|Ids|IDs)$/;

/** The value of a number's text, without the zeros that carry none: `1.50e3` and `1500` are equal. */
function significance(text: string): string {
	const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
	const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
	const digits = (whole + fraction).replace(/^0+/, '');
	// Not by a pattern: one that looks for zeros at the end begins anew at every zero before.
	let end = digits.length;
	while (digits[end - 1] === '0') end--;
	const stripped = digits.slice(0, end);
	const power = Number(exponent) - fraction.length + (digits.length - stripped.length);
	return stripped === '' ? '0' : `${text.startsWith('-') ? '-' : ''}${stripped}e${power}`;
}

function holdsExactly(text: string): boolean {
	return significance(text) === significance(String(Number(text)));
}

/**
 * Parses JSON; numbers that a double cannot hold and identifiers (`order_id`, `orderIds`, `id` …)
 * come back as text.
 * @throws SyntaxError as JSON.parse does
 */
export function parseExact(text: string): unknown {
	// First of all it must be JSON: in a text whose strings do not end, the pattern would search for an end
	// from every quote again.
	JSON.parse(text);
	const quoted = text.replace(STRING_OR_NUMBER, (token) =>
		token.startsWith('"') || holdsExactly(token) ? token : `"${token}"`,
	);
	return JSON.parse(quoted, (key, value: unknown) => {
		if (typeof value === 'number' && ID.test(key)) return String(value);
		if (Array.isArray(value) && IDS.test(key)) {
			return value.map((id: unknown) => (typeof id === 'number' ? String(id) : id));
		}
		return value;
	});
}
