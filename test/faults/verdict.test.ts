import { judgeClaims, type Claim, type Write } from './verdict';

const write = (content: string, id = ''): Write => ({ content, id });
const judge = (claims: Array<[string, Claim]>, writes: Write[]) => {
	const wanted = claims.map(([content, claim]) => ({ intent: { content }, claim }));
	const { duplicates, lost, falseClaims, unknownPlaced, unknownNotPlaced } = judgeClaims(
		wanted,
		writes,
	);
	return { duplicates, lost, falseClaims, unknown: [unknownPlaced, unknownNotPlaced] };
};
const RIGHT = { duplicates: 0, lost: 0, falseClaims: 0, unknown: [0, 0] };
const placed = (id?: string): Claim => ({ kind: 'placed', ...(id !== undefined && { id }) });
const refused: Claim = { kind: 'refused' };
const unknown: Claim = { kind: 'unknown' };

describe('the comparison of claims with the books', () => {
	it.each<[string, Array<[string, Claim]>, Write[], Partial<ReturnType<typeof judge>>]>([
		['a placed order that is there', [['a', placed('1')]], [write('a', '1')], {}],
		['a refused one that is not', [['a', refused]], [], {}],
		['one that was not reached', [['a', { kind: 'notReached' }]], [], {}],
		['an open one that is there', [['a', unknown]], [write('a', '1')], { unknown: [1, 0] }],
		['an open one that is not', [['a', unknown]], [], { unknown: [0, 1] }],
		[
			'a refused duplicate that is there',
			[['a', { kind: 'refusedAsDuplicate' }]],
			[write('a')],
			{},
		],
		['twins', [['a', placed('1')], ['a', placed('2')]], [write('a', '1'), write('a', '2')], {}], // prettier-ignore
		['one that is there twice', [['a', placed('1')]], [write('a', '1'), write('a', '2')], { duplicates: 1 }], // prettier-ignore
		['an open one that is there twice', [['a', unknown]], [write('a'), write('a')], { duplicates: 1, unknown: [1, 0] }], // prettier-ignore
		['a placed one that is not there', [['a', placed()]], [], { lost: 1 }],
		['a placed one that is not there, with an ID', [['a', placed('1')]], [], { lost: 1 }],
		['a duplicate that is not there', [['a', { kind: 'duplicate' }]], [], { lost: 1 }],
		['a refused one that is there', [['a', refused]], [write('a')], { falseClaims: 1 }],
		['one that was not reached, but is there', [['a', { kind: 'notReached' }]], [write('a')], { falseClaims: 1 }], // prettier-ignore
		['the ID of another', [['a', placed('2')]], [write('a', '1')], { falseClaims: 1 }],
		['one ID for two', [['a', placed('1')], ['a', placed('1')]], [write('a', '1'), write('a', '2')], { falseClaims: 1 }], // prettier-ignore
		['what nobody wanted', [['a', placed('1')]], [write('a', '1'), write('b', '2')], { falseClaims: 1 }], // prettier-ignore
	])('judges %s', (_what, claims, writes, expected) => {
		expect(judge(claims, writes)).toEqual({ ...RIGHT, ...expected });
	});

	it('counts what the network delivered twice apart, and no more than that', () => {
		const intents = [{ intent: { content: 'a' }, claim: placed('1') }];
		const [first, second, third] = [write('a', '1'), write('a', '2'), write('a', '3')];
		expect(judgeClaims(intents, [first, second], [second])).toMatchObject({
			doubled: 1,
			duplicates: 0,
			complaints: [],
		});
		expect(judgeClaims(intents, [first, second, third], [second])).toMatchObject({
			doubled: 1,
			duplicates: 1,
		});
	});
});
