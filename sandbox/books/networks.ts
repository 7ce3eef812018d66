/** The currencies and networks of deposits and withdrawals. */
import { refusal } from '../basics/refusals';

/** A currency on one of its networks. */
export interface Network {
	/** The id that deposits and withdrawals take. */
	currency: string;
	/** The coin of the wallet. */
	coin: string;
	network: string;
	contract: string | null;
	smallest: string;
	fee: string;
	precision: number;
	/** The amount must be a whole multiple of this. */
	step: number | null;
	smallestDeposit: string;
	open: boolean;
}

const network = (
	currency: string,
	name: string,
	smallest: string,
	fee: string,
	more: Partial<Network> = {},
): Network => ({
	currency,
	coin: currency.split('-')[0] ?? currency,
	network: name,
	contract: null,
	smallest,
	fee,
	precision: 8,
	step: null,
	smallestDeposit: '0.0001',
	open: true,
	...more,
});

/** The currencies that can be deposited and withdrawn, each on its network. */
export const networks: Network[] = [
	network('BTC', 'BTC', '0.001', '0.0005'),
	network('ETH', 'ERC20', '0.01', '0.003'),
	network('SOL', 'SOL', '0.1', '0.01'),
	network('LTC', 'LTC', '0.1', '0.001'),
	network('BMX', 'ERC20', '20', '10', { step: 10, precision: 0 }),
	network('NEW', 'ERC20', '10', '1', { open: false }),
	// Without a suffix it is the network that nobody uses any more.
	network('USDT', 'OMNI', '10', '20', { open: false }),
	network('USDT-TRC20', 'TRC20', '10', '1.5', {
		precision: 6,
		contract: 'TXexampleContract00000000000000000',
		smallestDeposit: '0.01',
	}),
	network('USDT-ERC20', 'ERC20', '20', '5', {
		precision: 6,
		contract: '0x00000000000000000000000000000000000000cc',
		smallestDeposit: '0.01',
	}),
];

/** The currency with this id; throws what the account side says to an unknown one. */
export function networkOf(currency: unknown): Network {
	const found = networks.find((entry) => entry.currency === currency);
	if (!found) {
		throw refusal(60002, {
			reason: `"${String(currency)}" is no currency; the id carries the network, like USDT-TRC20`,
		});
	}
	return found;
}
