import type { Body } from '../body';
import { isNothing } from '../body';
import { requiredAmount } from '../orderValue';
import type { Amount, Estimate, Wallet } from './parts';
import { covered } from './parts';
import type { Sources } from './sources';
import {
	accountWallet,
	borrowable,
	futuresWallet,
	marginWallet,
	spotWallet,
	subWallet,
} from './wallets';

/** What transfers, loans and withdrawals would move. */

type Move = (body: Body, sources: Sources) => Promise<Estimate>;

const amountOf = (name: string, body: Body): Amount => ({
	amount: requiredAmount({ name, body, symbol: undefined }, 'amount'),
	currency: String(body.currency),
});

/** An amount that leaves a wallet, and leaves nothing else behind. */
const moved =
	(name: string, wallet: (sources: Sources, body: Body) => Wallet): Move =>
	async (body, sources) => {
		const amount = amountOf(name, body);
		return { worth: amount, ...(await covered(sources, amount, wallet(sources, body))) };
	};

const ofSub = (wallet: 'spot' | 'futures', key: 'subAccount' | 'fromAccount') =>
	moved('the transfer', (sources, body) => subWallet(sources, wallet, String(body[key])));

const ofOwn = (wallet: (sources: Sources) => Wallet) => moved('the transfer', wallet);

/** A loan takes nothing out of a wallet, and BitMart lends so much and no more. */
const borrow: Move = async (body, sources) => {
	const worth = amountOf('the loan', body);
	const { available, enough } = await covered(
		sources,
		worth,
		borrowable(sources, String(body.symbol)),
	);
	return { worth, ...(available && { available, enough }) };
};

/** The fee is taken off the amount ("amount that arrives, fee already taken off"), so it needs no more. */
const withdraw: Move = async (body, sources) => {
	const { currency } = body;
	// The network is a part of the currency that is asked for, and not of the one in the wallet.
	const [coin = ''] = String(currency).split('-');
	const amount = { ...amountOf('the withdrawal', body), currency: coin };
	const fee = await sources.known(async () => await feeOf(body, sources));
	const wallet = accountWallet(sources, body.sourceAccount);
	return {
		worth: amount,
		...(fee !== undefined && { fee: { amount: fee, currency: coin } }),
		...(await covered(sources, amount, wallet)),
	};
};

async function feeOf({ address, currency }: Body, sources: Sources): Promise<string | undefined> {
	if (isNothing(address)) {
		sources.notKnown.add(
			'The fee is not known: BitMart names none for withdrawals to another BitMart user',
		);
		return undefined;
	}
	return await sources.number(
		'The fee',
		'GET /account/v1/withdraw/charge',
		{ currency },
		([quota]) => quota?.withdraw_fee,
	);
}

const MOVES: Record<string, Move> = {
	'POST /account/v1/transfer-contract': moved('the transfer', (sources, { type }) =>
		type === 'contract_to_spot' ? futuresWallet(sources) : spotWallet(sources),
	),
	'POST /spot/v1/margin/isolated/transfer': moved('the transfer', (sources, { side, symbol }) =>
		side === 'out' ? marginWallet(sources, String(symbol)) : spotWallet(sources),
	),
	'POST /spot/v1/margin/isolated/borrow': borrow,
	'POST /spot/v1/margin/isolated/repay': moved('the repayment', (sources, { symbol }) =>
		marginWallet(sources, String(symbol)),
	),
	'POST /account/v1/withdraw/apply': withdraw,
	'POST /account/sub-account/main/v1/main-to-sub': ofOwn(spotWallet),
	'POST /account/sub-account/main/v1/sub-to-main': ofSub('spot', 'subAccount'),
	'POST /account/sub-account/main/v1/sub-to-sub': ofSub('spot', 'fromAccount'),
	'POST /account/sub-account/sub/v1/sub-to-main': ofOwn(spotWallet),
	'POST /account/sub-account/sub/v1/sub-to-sub': ofOwn(spotWallet),
	'POST /account/contract/sub-account/main/v1/main-to-sub': ofOwn(futuresWallet),
	'POST /account/contract/sub-account/main/v1/sub-to-main': ofSub('futures', 'subAccount'),
	'POST /account/contract/sub-account/sub/v1/sub-to-main': ofOwn(futuresWallet),
};

/** How a call that moves money is estimated; undefined of all others. */
export const moveAt = (endpoint: string): Move | undefined => MOVES[endpoint];
