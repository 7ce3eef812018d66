import type { Field } from '../../core/definition/field';

/** Candle widths in minutes. BitMart's spot and futures hosts each offer some of them. */
const MINUTES = {
	'1m': 1,
	'3m': 3,
	'5m': 5,
	'15m': 15,
	'30m': 30,
	'1h': 60,
	'2h': 120,
	'4h': 240,
	'6h': 360,
	'12h': 720,
	'1d': 1440,
	'3d': 4320,
	'1w': 10_080,
	'1M': 43_200,
} as const;

type Width = keyof typeof MINUTES;

const UNITS: Record<string, string> = { m: 'Minute', h: 'Hour', d: 'Day', w: 'Week', M: 'Month' };

/** `15m` as `15 Minutes`. */
function nameOf(width: Width): string {
	const count = Number.parseInt(width, 10);
	return `${count} ${UNITS[width.slice(-1)]}${count === 1 ? '' : 's'}`;
}

/** The width of a candle, from short to long. */
export function intervalField(widths: Width[]): Field {
	return {
		displayName: 'Interval',
		name: 'interval',
		wire: 'step',
		type: 'options',
		kind: 'choice',
		options: widths.map((value) => ({ name: nameOf(value), value })),
		values: Object.fromEntries(widths.map((width) => [width, MINUTES[width]])),
		default: '1h',
		description: 'How much time one candle covers',
	};
}

/** The length of a candle; BitMart's default is a minute. */
export function millisecondsOf(width: unknown): number {
	return 60_000 * (MINUTES[width as Width] ?? 1);
}
