import futures from '../../sandbox/api/futures.json';
import spot from '../../sandbox/api/spot.json';

/** A parameter as BitMart's documentation describes it. */
export interface DescribedParameter {
	name: string;
	in: 'query' | 'body';
	type: string;
	required: boolean | 'conditional';
	wire?: string;
	unit?: string;
	enum?: Array<{ value: string | number }>;
	min?: number;
	max?: number;
	maxItems?: number;
	/** What the elements of a list of objects hold. */
	items?: DescribedParameter[];
}

/** An endpoint as BitMart's documentation describes it. */
export interface DescribedEndpoint {
	host: 'spot' | 'futures';
	method: string;
	path: string;
	auth: 'NONE' | 'KEYED' | 'SIGNED';
	permission: string;
	/** One of the endpoints that the package was asked to have from the start. */
	inSeed: boolean;
	rateLimit: { requests: number; windowSeconds: number; per: string } | null;
	params: DescribedParameter[];
}

/** All 139 described endpoints. */
export const DESCRIBED: DescribedEndpoint[] = [
	...(spot.endpoints as unknown as DescribedEndpoint[]).map((endpoint) => ({
		...endpoint,
		host: 'spot' as const,
	})),
	...(futures.endpoints as unknown as DescribedEndpoint[]).map((endpoint) => ({
		...endpoint,
		host: 'futures' as const,
	})),
];

/** The described endpoint that a definition names, such as `GET /system/time`. */
export function describedBy(endpoint: string): DescribedEndpoint | undefined {
	return DESCRIBED.find(({ method, path }) => `${method} ${path}` === endpoint);
}
