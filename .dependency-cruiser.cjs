/**
 * Which room of the repository may use which, and why. `npm run rooms` holds every import against these
 * rules, imports of types included; docs/architecture.md has the picture.
 *
 * Paths are relative to the folder that is looked at, so that the test of these rules can use a tree of
 * its own (test/fixtures/rooms).
 */
const N8N = 'node_modules/n8n-workflow/';
const CRYPTO = '^crypto$';
const CORE = '^nodes/core/';
const BITMART = '^nodes/bitmart/';
const OPERATIONS = '^nodes/[^/]+/operations/';
const EXPORT = '^nodes/Account/operations/exportSources\\.ts$';
const CATALOGUE = '^nodes/catalogue\\.ts$';
const ACCESS = '^nodes/access/';
const SERVICE = '^nodes/service\\.ts$';
const NODE = '^nodes/[^/]+/[^/]+\\.node\\.ts$';
const CREDENTIAL = '^credentials/';
const SHIPPED = '^(nodes|credentials)/';
const WORKSHOP = '^(sandbox|test|scripts)/';

const core = (rooms) => `^nodes/core/(${rooms})(/|\\.ts$)`;

const SANDBOX_FRONT = '^sandbox/(index|cli)\\.ts$';
const sandbox = (rooms) => `^sandbox/(${rooms})/`;

/** Where something starts that nobody imports. */
const ENTRANCES = [
	NODE,
	CREDENTIAL,
	'^sandbox/cli\\.ts$',
	'^scripts/[^/]+\\.mjs$',
	'^scripts/lib/faults\\.ts$',
	'^test/support/(setup|teardown)\\.ts$',
	'\\.(test\\.ts|e2e\\.mjs)$',
];

/** `from` may use nothing but what is listed. */
const only = (name, comment, from, allowed) => ({
	name,
	comment,
	severity: 'error',
	from: { path: from },
	to: { pathNot: allowed },
});

/** `from` must not use what is listed. */
const never = (name, comment, from, forbidden) => ({
	name,
	comment,
	severity: 'error',
	from,
	to: { path: forbidden },
});

module.exports = {
	forbidden: [
		{
			name: 'no-circle',
			comment: 'What stands in a circle can only be understood, tested and changed as one.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-dead-end',
			comment: 'An import that leads nowhere hides from all the other rules.',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true },
		},

		only('core-alone', 'The core knows how to ask an exchange, and nothing of this one.', CORE, [
			CORE,
			N8N,
			CRYPTO,
		]),
		only(
			'core-definition',
			'A definition is data, and does not know how it is carried out.',
			core('definition'),
			[core('definition'), N8N],
		),
		only(
			'core-values',
			'Values are read, checked and written out without a thought of sending.',
			core('values'),
			[core('definition|values'), N8N],
		),
		only(
			'core-exchange',
			'One request and its answer; whether there is another is decided above.',
			core('exchange'),
			[core('definition|values|exchange'), N8N, CRYPTO],
		),
		only(
			'core-writes',
			'What may be sent again is decided without knowing who sends, or what lists are read.',
			core('writes'),
			[core('definition|values|exchange|writes'), N8N, CRYPTO],
		),
		only('core-reads', 'Reading on has no part in what protects a write.', core('reads'), [
			core('definition|values|exchange|reads'),
			N8N,
		]),
		never(
			'core-send',
			'Sending serves one request: items and pages are the business of the loop above.',
			{ path: core('send') },
			core('execute|reads'),
		),

		only(
			'bitmart-below-operations',
			'What is true of BitMart as a whole must not depend on one of its operations.',
			BITMART,
			[BITMART, CORE, N8N],
		),
		{
			name: 'operations-apart',
			comment: 'An operation is read on its own; one that needs another node is named here.',
			severity: 'error',
			from: { path: '^nodes/([^/]+)/operations/', pathNot: EXPORT },
			to: {
				pathNot: [
					'^nodes/$1/operations/',
					// Orders and transfers take a part of a wallet, which these nodes read.
					'^nodes/Account/operations/balance\\.ts$',
					'^nodes/Futures/operations/account\\.ts$',
					// Collecting is made of what every node reads and moves.
					'^nodes/Futures/operations/transfer\\.ts$',
					'^nodes/Spot/operations/marginAccount\\.ts$',
					'^nodes/SubAccount/operations/[^/]+\\.ts$',
					BITMART,
					CORE,
					N8N,
				],
			},
		},
		only(
			'export-of-lists',
			'The export of an account is made of the lists of all nodes, and of nothing else.',
			EXPORT,
			[
				'^nodes/Account/operations/(broker|exportReading|exportReport|historyLists)\\.ts$',
				'^nodes/Futures/operations/(account|affiliate|orderLists|transfer)\\.ts$',
				'^nodes/Spot/operations/(marginAccount|marginLoan|order|trade|triggerOrder)\\.ts$',
				'^nodes/SubAccount/operations/transferHistory\\.ts$',
				BITMART,
				CORE,
				N8N,
			],
		),
		only(
			'catalogue-above-operations',
			'The catalogue lists what there is, and adds nothing.',
			CATALOGUE,
			[OPERATIONS, CORE],
		),
		only(
			'access-above-catalogue',
			'Guard rails judge by what the operations say of themselves, for every way of sending.',
			ACCESS,
			[ACCESS, CATALOGUE, BITMART, CORE, N8N, CRYPTO],
		),
		only('service-above-access', 'The service hands BitMart to the core, in one place.', SERVICE, [
			ACCESS,
			BITMART,
			CORE,
			N8N,
		]),
		only(
			'node-thin',
			'A node is a form over its own operations.',
			'^nodes/([^/]+)/[^/]+\\.node\\.ts$',
			['^nodes/$1/operations/', SERVICE, CORE, N8N],
		),
		only(
			'credential-thin',
			'The credential is a form over access, which holds without any node.',
			CREDENTIAL,
			[ACCESS, BITMART, CORE, N8N],
		),
		never(
			'nodes-on-top',
			'n8n loads the nodes and the credential; nothing of ours builds on them.',
			{ path: SHIPPED },
			[NODE, CREDENTIAL],
		),

		never(
			'shipped-without-tests',
			'What is only there for tests is not in the package, so it would be missing.',
			{ path: SHIPPED },
			WORKSHOP,
		),
		only(
			'shipped-without-libraries',
			'n8n admits no dependency at run time, and no access to the machine it runs on.',
			SHIPPED,
			[SHIPPED, WORKSHOP, N8N, CRYPTO],
		),

		never(
			'sandbox-alone',
			'The sandbox is the second witness: a mistake of the nodes must not be in it too.',
			{ path: '^sandbox/' },
			'^(nodes|credentials|test|scripts)/',
		),
		never(
			'sandbox-basics',
			'What every room of the sandbox uses stands below all of them.',
			{ path: '^sandbox/', pathNot: [SANDBOX_FRONT, sandbox('door|calls|faults|books')] },
			[SANDBOX_FRONT, sandbox('door|calls|faults|books')],
		),
		never(
			'sandbox-books',
			'The books are the truth of the exchange, whoever asks and whatever goes wrong.',
			{ path: sandbox('books') },
			[SANDBOX_FRONT, sandbox('door|calls|faults')],
		),
		never(
			'sandbox-faults',
			'What goes wrong goes wrong alike for every call and every door.',
			{ path: sandbox('faults') },
			[SANDBOX_FRONT, sandbox('door|calls')],
		),
		never(
			'sandbox-calls',
			'A call is answered from the books; who may come in, and how, is up to the door.',
			{ path: sandbox('calls') },
			[SANDBOX_FRONT, sandbox('door')],
		),
		never(
			'sandbox-door',
			'The door is opened from the front, and does not open itself.',
			{ path: sandbox('door') },
			SANDBOX_FRONT,
		),

		{
			name: 'shipped-in-use',
			comment: 'What no node and no credential leads to would be shipped for nothing.',
			severity: 'error',
			from: { path: [NODE, CREDENTIAL] },
			to: { path: '^nodes/', pathNot: NODE, reachable: false },
		},
		{
			name: 'no-orphan',
			comment: 'What no script, no test and not the sandbox leads to is dead.',
			severity: 'error',
			from: { path: ENTRANCES },
			to: { path: '^(sandbox|scripts|test)/', pathNot: ENTRANCES, reachable: false },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		exoticRequireStrings: ['tsImport'],
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^test/fixtures/' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'default', 'types'],
		},
		// Younger than Node.js 20, on which the rules are held too.
		builtInModules: { add: ['node:sqlite'] },
	},
};
