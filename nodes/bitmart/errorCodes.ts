import type { CodeInfo } from '../core/definition/service';

/**
 * BitMart's refusal codes: what to do about each, and what a refused write has done (`effect`).
 * Source: BitMart's published error tables and what public clients report of codes seen in the wild;
 * `effect` is judged from the meaning. A test holds the list complete against the description.
 */
export const ERROR_CODES: Record<string, CodeInfo> = {
	'30000': {
		hint: 'Check the operation, and for a custom call send spot and account paths to the spot host and contract paths to the futures host.',
		effect: 'none',
		category: 'parameter',
	},
	'30001': {
		hint: 'Choose a BitMart credential in the node and make sure its Access Key is not empty.',
		effect: 'none',
		category: 'auth',
	},
	'30002': {
		hint: 'Copy the Access Key again from the BitMart API page: a deleted key or one of another account causes this.',
		effect: 'none',
		category: 'auth',
	},
	'30003': {
		hint: 'Create a new API key on BitMart, or ask support why this one was frozen.',
		effect: 'none',
		category: 'auth',
	},
	'30004': {
		hint: 'Fill in Secret Key and Memo of the credential, then run the node again.',
		effect: 'none',
		category: 'auth',
	},
	'30005': {
		hint: 'Enter Secret Key and Memo again exactly as on BitMart. The memo is the text you chose when you made the key, not your user ID.',
		effect: 'none',
		category: 'auth',
	},
	'30006': {
		hint: 'Update the node, and if you build headers yourself send the current time in milliseconds.',
		effect: 'none',
		category: 'timestamp',
	},
	'30007': {
		hint: 'Turn on automatic time synchronisation on the machine that runs n8n: its clock is off. Receive Window, if set, must be from 1 to 60000.',
		effect: 'none',
		category: 'timestamp',
		remedy: 'clock',
	},
	'30008': {
		hint: 'Send the time as plain digits in milliseconds, without a decimal point or unit.',
		effect: 'none',
		category: 'timestamp',
	},
	'30010': {
		hint: "Add the public IP address of your n8n server to the key's whitelist on BitMart, or remove the whitelist.",
		effect: 'none',
		category: 'ip',
	},
	'30011': {
		hint: 'Create a new API key on BitMart and put it in the credential.',
		effect: 'none',
		category: 'auth',
	},
	'30012': {
		hint: 'Edit the key on BitMart and tick the permission this operation needs, such as Spot-Trade, Future-Trade, Margin-Trade or Withdraw.',
		effect: 'none',
		category: 'permission',
	},
	'30013': {
		hint: 'Wait a few seconds, then slow the workflow down with a Wait node or smaller batches.',
		effect: 'none',
		category: 'rate-limit',
		remedy: 'wait',
	},
	'30014': {
		hint: "Try again in a minute, and check BitMart's status before repeating an order.",
		effect: 'unknown',
		category: 'server',
	},
	'30016': {
		hint: 'Wait until the maintenance is over, which the system status operation shows.',
		effect: 'none',
		category: 'maintenance',
	},
	'30017': {
		hint: 'Stop the workflow, wait several minutes, and contact BitMart support if it does not clear.',
		effect: 'none',
		category: 'rate-limit',
	},
	'30018': {
		hint: 'Check the body for missing quotes or brackets; this is a mistake in the request although the status reads 503.',
		effect: 'none',
		category: 'parameter',
	},
	'30019': {
		hint: 'Ask BitMart support or your account manager to enable the feature for your account.',
		effect: 'none',
		category: 'permission',
	},
	'30030': {
		hint: 'Update the node, or use the V2 path on the futures host.',
		effect: 'none',
		category: 'other',
	},
	'30031': {
		hint: 'Update the node, or pick the newer version of the operation.',
		effect: 'none',
		category: 'other',
	},
	'40001': {
		hint: 'Open the futures account on the BitMart website first.',
		effect: 'none',
		category: 'account',
	},
	'40002': {
		hint: 'Check the custom number.',
		effect: 'none',
		category: 'order-not-found',
	},
	'40003': {
		hint: 'Use a new, unique custom number.',
		effect: 'none',
		category: 'duplicate',
	},
	'40004': {
		hint: 'Contact BitMart support.',
		effect: 'none',
		category: 'account',
	},
	'40005': {
		hint: 'Shorten the amount.',
		effect: 'none',
		category: 'parameter',
	},
	'40006': {
		hint: "Add the public IP address of your n8n server to the key's whitelist.",
		effect: 'none',
		category: 'ip',
	},
	'40007': {
		hint: 'Check the type of each field; side, mode and size are whole numbers.',
		effect: 'none',
		category: 'parameter',
	},
	'40008': {
		hint: 'Synchronise the clock of the machine that runs n8n.',
		effect: 'none',
		category: 'timestamp',
	},
	'40009': {
		hint: 'Update the node.',
		effect: 'none',
		category: 'parameter',
	},
	'40010': {
		hint: 'Update the node.',
		effect: 'none',
		category: 'parameter',
	},
	'40011': {
		hint: 'Compare all fields with their descriptions and remove those that do not belong to the chosen order type.',
		effect: 'none',
		category: 'parameter',
	},
	'40012': {
		hint: 'Read the message, and if a position is open keep its leverage and margin mode.',
		effect: 'unknown',
		category: 'other',
	},
	'40013': {
		hint: 'Slow the workflow down and synchronise the clock.',
		effect: 'none',
		category: 'rate-limit',
	},
	'40014': {
		hint: 'Choose a contract whose status is Trading.',
		effect: 'none',
		category: 'symbol',
	},
	'40015': {
		hint: 'Wait until it resumes or choose another contract.',
		effect: 'none',
		category: 'symbol',
	},
	'40016': {
		hint: 'Lower the size or the leverage, or add margin.',
		effect: 'none',
		category: 'order-rejected',
	},
	'40017': {
		hint: 'Send the opening and the closing order separately.',
		effect: 'none',
		category: 'order-rejected',
	},
	'40018': {
		hint: 'Read the positions again.',
		effect: 'none',
		category: 'position',
	},
	'40019': {
		hint: 'Wait until the liquidation is over.',
		effect: 'none',
		category: 'position',
	},
	'40020': {
		hint: 'Lower the size to what the position still holds.',
		effect: 'none',
		category: 'position',
	},
	'40021': {
		hint: 'Read the positions first, and check the side: 3 closes a long and 2 closes a short.',
		effect: 'none',
		category: 'position',
	},
	'40022': {
		hint: 'Only isolated positions allow this change.',
		effect: 'none',
		category: 'position',
	},
	'40023': {
		hint: 'Take out less margin.',
		effect: 'none',
		category: 'position',
	},
	'40024': {
		hint: 'Take out less margin.',
		effect: 'none',
		category: 'position',
	},
	'40025': {
		hint: 'Take out less margin.',
		effect: 'none',
		category: 'position',
	},
	'40026': {
		hint: 'Wait until the liquidation is over.',
		effect: 'none',
		category: 'position',
	},
	'40027': {
		hint: 'Transfer funds from spot to futures or lower the size.',
		effect: 'none',
		category: 'balance',
	},
	'40028': {
		hint: 'Cancel old plan orders first.',
		effect: 'none',
		category: 'order-rejected',
	},
	'40029': {
		hint: 'Lower the leverage; the leverage bracket operation shows the limits.',
		effect: 'none',
		category: 'parameter',
	},
	'40030': {
		hint: 'Raise the leverage.',
		effect: 'none',
		category: 'parameter',
	},
	'40031': {
		hint: 'Move the trigger price closer to the market.',
		effect: 'none',
		category: 'order-rejected',
	},
	'40032': {
		hint: 'Shorten its lifetime.',
		effect: 'none',
		category: 'parameter',
	},
	'40033': {
		hint: 'Lengthen its lifetime.',
		effect: 'none',
		category: 'parameter',
	},
	'40034': {
		hint: 'Write the contract without a separator, such as BTCUSDT, and check the contract list.',
		effect: 'none',
		category: 'symbol',
	},
	'40035': {
		hint: 'Check the order ID and the symbol.',
		effect: 'none',
		category: 'order-not-found',
	},
	'40036': {
		hint: 'Read the order again; it may be filled or canceled.',
		effect: 'none',
		category: 'order-rejected',
	},
	'40037': {
		hint: 'Check the order ID and the symbol.',
		effect: 'none',
		category: 'order-not-found',
	},
	'40038': {
		hint: 'Choose one of the offered steps, in minutes.',
		effect: 'none',
		category: 'parameter',
	},
	'40039': {
		hint: 'Check whether this operation wants seconds or milliseconds.',
		effect: 'none',
		category: 'parameter',
	},
	'40040': {
		hint: 'Use the leverage of the open position, or a value inside the leverage bracket.',
		effect: 'none',
		category: 'parameter',
	},
	'40041': {
		hint: 'Use 1, 2, 3 or 4.',
		effect: 'none',
		category: 'parameter',
	},
	'40042': {
		hint: 'Use the order types this operation lists.',
		effect: 'none',
		category: 'parameter',
	},
	'40043': {
		hint: 'Round to the precision that the contract details show.',
		effect: 'none',
		category: 'order-rejected',
	},
	'40044': {
		hint: 'Stay between the minimum and maximum that the contract details show; size is a whole number of contracts.',
		effect: 'none',
		category: 'order-rejected',
	},
	'40045': {
		hint: 'Use cross or isolated.',
		effect: 'none',
		category: 'parameter',
	},
	'40046': {
		hint: 'Open the futures account on the BitMart website first.',
		effect: 'none',
		category: 'account',
	},
	'40047': {
		hint: 'Contact BitMart support about regional limits.',
		effect: 'none',
		category: 'permission',
	},
	'40048': {
		hint: 'Use only letters and digits in the client order ID.',
		effect: 'none',
		category: 'parameter',
	},
	'40049': {
		hint: 'Shorten the client order ID to 32 characters.',
		effect: 'none',
		category: 'parameter',
	},
	'40050': {
		hint: 'Look that order up first, and use a new client order ID only for a new order.',
		effect: 'none',
		category: 'duplicate',
	},
	'40059': {
		hint: 'Close all positions and cancel all orders, then switch the mode.',
		effect: 'none',
		category: 'position',
	},
	'42000': {
		hint: 'Transfer funds to the futures wallet or lower the size.',
		effect: 'none',
		category: 'balance',
	},
	'49998': {
		hint: 'Check the fields of the request.',
		effect: 'none',
		category: 'parameter',
	},
	'50000': {
		hint: 'Read the field name in the message and correct that field.',
		effect: 'none',
		category: 'parameter',
	},
	'50001': {
		hint: 'Write the pair with an underscore, such as BTC_USDT, and check the pair list.',
		effect: 'none',
		category: 'symbol',
	},
	'50002': {
		hint: 'Give the times as numbers in the unit the field asks for.',
		effect: 'none',
		category: 'parameter',
	},
	'50003': {
		hint: 'Choose one of the offered steps.',
		effect: 'none',
		category: 'parameter',
	},
	'50004': {
		hint: 'Shorten the time range or use a longer step.',
		effect: 'none',
		category: 'parameter',
	},
	'50005': {
		hint: 'Check the order ID, the account, and whether the order is open or in the history.',
		effect: 'none',
		category: 'order-not-found',
	},
	'50006': {
		hint: 'Raise the quantity to at least the minimum of the pair.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50007': {
		hint: 'Lower the quantity or split the order.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50008': {
		hint: 'Raise the price.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50009': {
		hint: 'Raise the quantity or the price so that the order value reaches the minimum.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50010': {
		hint: 'Fill in Size; limit orders and market sells need it.',
		effect: 'none',
		category: 'parameter',
	},
	'50011': {
		hint: 'Fill in Price; limit orders need it.',
		effect: 'none',
		category: 'parameter',
	},
	'50012': {
		hint: 'Fill in Size; a market buy needs the amount in the quote currency, see Size In.',
		effect: 'none',
		category: 'parameter',
	},
	'50013': {
		hint: 'Use a smaller page or narrow the time range.',
		effect: 'none',
		category: 'parameter',
	},
	'50014': {
		hint: 'Fill in the limit.',
		effect: 'none',
		category: 'parameter',
	},
	'50015': {
		hint: 'Set the limit to 1 or more.',
		effect: 'none',
		category: 'parameter',
	},
	'50016': {
		hint: 'Lower the limit.',
		effect: 'none',
		category: 'parameter',
	},
	'50017': {
		hint: 'Fill in the offset.',
		effect: 'none',
		category: 'parameter',
	},
	'50018': {
		hint: 'Set the offset to 1 or more.',
		effect: 'none',
		category: 'parameter',
	},
	'50019': {
		hint: 'Choose a status from the list.',
		effect: 'none',
		category: 'parameter',
	},
	'50020': {
		hint: 'Check the available balance of the currency you pay with, and lower the order.',
		effect: 'none',
		category: 'balance',
	},
	'50021': {
		hint: 'Correct the named field; a market buy sends an amount of the quote currency instead of a size.',
		effect: 'none',
		category: 'parameter',
	},
	'50022': {
		hint: 'Try again in a minute, and look for the order by its client order ID before sending it again.',
		effect: 'unknown',
		category: 'server',
	},
	'50023': {
		hint: 'Choose another pair or trade it on the website.',
		effect: 'none',
		category: 'symbol',
	},
	'50024': {
		hint: 'Ask for fewer levels.',
		effect: 'none',
		category: 'parameter',
	},
	'50025': {
		hint: 'Lower the price.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50026': {
		hint: 'Lower the buy price.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50027': {
		hint: 'Raise the sell price.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50028': {
		hint: 'Fill in every required field of the operation.',
		effect: 'none',
		category: 'parameter',
	},
	'50029': {
		hint: 'Raise the order value to the minimum in the message, or correct the combination of fields.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50030': {
		hint: 'Nothing is left to cancel, so treat the order as closed.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50031': {
		hint: 'Nothing is left to cancel; read the fills instead.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50032': {
		hint: 'Look the order up in the history; it was filled or canceled.',
		effect: 'none',
		category: 'order-not-found',
	},
	'50033': {
		hint: 'Send at most 10 orders in one batch.',
		effect: 'none',
		category: 'parameter',
	},
	'50034': {
		hint: 'Adjust the price to the current order book.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50035': {
		hint: 'Adjust the price to the current order book.',
		effect: 'none',
		category: 'order-rejected',
	},
	'50036': {
		hint: "Read the order's state again before canceling.",
		effect: 'none',
		category: 'order-rejected',
	},
	'50037': {
		hint: 'Shorten the client order ID to 32 characters.',
		effect: 'none',
		category: 'parameter',
	},
	'50038': {
		hint: 'Use only letters and digits in the client order ID.',
		effect: 'none',
		category: 'parameter',
	},
	'50039': {
		hint: 'Fill in one of the two IDs.',
		effect: 'none',
		category: 'parameter',
	},
	'50040': {
		hint: 'Choose a pair whose trade status is trading.',
		effect: 'none',
		category: 'symbol',
	},
	'50041': {
		hint: 'Choose a more recent or shorter range.',
		effect: 'none',
		category: 'parameter',
	},
	'50042': {
		hint: 'Look that order up first, and use a new client order ID only for a new order.',
		effect: 'none',
		category: 'duplicate',
	},
	'51000': {
		hint: 'Choose a currency of the isolated margin pair.',
		effect: 'none',
		category: 'symbol',
	},
	'51001': {
		hint: 'Open the isolated margin account of the pair on BitMart.',
		effect: 'none',
		category: 'account',
	},
	'51002': {
		hint: 'Check the margin account on BitMart or contact support.',
		effect: 'none',
		category: 'account',
	},
	'51003': {
		hint: 'Lower the amount or repay part of the loan.',
		effect: 'none',
		category: 'account',
	},
	'51004': {
		hint: 'Borrow less, or transfer more collateral into the pair.',
		effect: 'none',
		category: 'balance',
	},
	'51005': {
		hint: 'Raise the amount to at least the minimum of the pair.',
		effect: 'none',
		category: 'parameter',
	},
	'51006': {
		hint: 'Repay at most what the borrow record shows as owed.',
		effect: 'none',
		category: 'parameter',
	},
	'51007': {
		hint: 'Use spot or iso_margin as the order mode.',
		effect: 'none',
		category: 'parameter',
	},
	'51008': {
		hint: 'Wait a while and try again.',
		effect: 'none',
		category: 'rate-limit',
	},
	'51009': {
		hint: 'Raise the quantity to the minimum of the pair.',
		effect: 'none',
		category: 'order-rejected',
	},
	'51010': {
		hint: 'Raise the price.',
		effect: 'none',
		category: 'order-rejected',
	},
	'51011': {
		hint: "Raise the order value to the pair's minimum buy or sell amount.",
		effect: 'none',
		category: 'order-rejected',
	},
	'51012': {
		hint: "Raise Size to at least the pair's minimum buy amount.",
		effect: 'none',
		category: 'order-rejected',
	},
	'51013': {
		hint: "Spend more than the pair's minimum buy amount.",
		effect: 'none',
		category: 'order-rejected',
	},
	'51014': {
		hint: "Sell more than the pair's minimum sell amount.",
		effect: 'none',
		category: 'order-rejected',
	},
	'51015': {
		hint: 'Raise the quantity.',
		effect: 'none',
		category: 'order-rejected',
	},
	'51024': {
		hint: 'Check the borrow record; nothing needs repaying.',
		effect: 'none',
		category: 'other',
	},
	'52000': {
		hint: 'Use spot or iso_margin, or leave the order mode empty for both.',
		effect: 'none',
		category: 'parameter',
	},
	'52001': {
		hint: 'Use limit, market, limit_maker or ioc.',
		effect: 'none',
		category: 'parameter',
	},
	'52002': {
		hint: 'Use buy or sell.',
		effect: 'none',
		category: 'parameter',
	},
	'52003': {
		hint: 'Use open or history.',
		effect: 'none',
		category: 'parameter',
	},
	'52004': {
		hint: 'Swap the times or correct them.',
		effect: 'none',
		category: 'parameter',
	},
	'53000': {
		hint: 'Contact BitMart support.',
		effect: 'none',
		category: 'account',
	},
	'53001': {
		hint: 'Contact BitMart support about regional limits.',
		effect: 'none',
		category: 'permission',
	},
	'53002': {
		hint: 'Complete the advanced verification on BitMart.',
		effect: 'none',
		category: 'permission',
	},
	'53003': {
		hint: 'Ask the owner of the main account for the right.',
		effect: 'none',
		category: 'permission',
	},
	'53004': {
		hint: 'Choose another pair.',
		effect: 'none',
		category: 'permission',
	},
	'53005': {
		hint: 'Check the permissions of the key and of the account.',
		effect: 'none',
		category: 'permission',
	},
	'53006': {
		hint: 'Complete the starter verification on BitMart.',
		effect: 'none',
		category: 'permission',
	},
	'53007': {
		hint: 'Complete the advanced verification on BitMart.',
		effect: 'none',
		category: 'permission',
	},
	'53008': {
		hint: 'Contact BitMart support about regional limits.',
		effect: 'none',
		category: 'permission',
	},
	'53009': {
		hint: 'Complete it on the BitMart app or website.',
		effect: 'none',
		category: 'permission',
	},
	'53010': {
		hint: 'Contact BitMart support, or trade without a loan.',
		effect: 'none',
		category: 'permission',
	},
	'53011': {
		hint: 'Use an account type that supports it.',
		effect: 'none',
		category: 'permission',
	},
	'57001': {
		hint: 'Update the node, or change the method of your custom call.',
		effect: 'none',
		category: 'parameter',
	},
	'58001': {
		hint: 'Send the header Content-Type: application/json.',
		effect: 'none',
		category: 'parameter',
	},
	'59001': {
		hint: 'Check that the key belongs to the account you expect.',
		effect: 'none',
		category: 'account',
	},
	'59002': {
		hint: 'Try again later, and look the order up before sending it again.',
		effect: 'unknown',
		category: 'server',
	},
	'59003': {
		hint: 'Try again later, and check balances before repeating a transfer.',
		effect: 'unknown',
		category: 'server',
	},
	'59004': {
		hint: 'Try again later, and check the margin account first.',
		effect: 'unknown',
		category: 'server',
	},
	'59005': {
		hint: 'Contact BitMart support.',
		effect: 'none',
		category: 'permission',
	},
	'59006': {
		hint: 'Check both balances before trying the transfer again.',
		effect: 'unknown',
		category: 'server',
	},
	'59007': {
		hint: 'Try again after a short wait.',
		effect: 'unknown',
		category: 'server',
	},
	'59008': {
		hint: 'Look for the order by its client order ID before trying again.',
		effect: 'none',
		category: 'order-rejected',
	},
	'59009': {
		hint: 'Check the margin account: the loan stands, so place the order again or repay.',
		effect: 'partial',
		category: 'order-rejected',
	},
	'59010': {
		hint: 'Lower the order or add collateral.',
		effect: 'none',
		category: 'balance',
	},
	'59011': {
		hint: 'Try again after a short wait.',
		effect: 'unknown',
		category: 'server',
	},
	'60000': {
		hint: 'Check that every required field is filled in and that number fields hold numbers.',
		effect: 'none',
		category: 'parameter',
	},
	'60001': {
		hint: 'Choose one of the offered wallet types.',
		effect: 'none',
		category: 'parameter',
	},
	'60002': {
		hint: 'Check the currency code, including the network suffix such as USDT-TRC20 where one is needed.',
		effect: 'none',
		category: 'symbol',
	},
	'60003': {
		hint: 'Wait until BitMart reopens deposits of this currency or use another network.',
		effect: 'none',
		category: 'maintenance',
	},
	'60004': {
		hint: 'Wait until BitMart reopens withdrawals of this currency or use another network.',
		effect: 'none',
		category: 'withdraw',
	},
	'60005': {
		hint: 'Raise the amount to at least the minimum in the message.',
		effect: 'none',
		category: 'withdraw',
	},
	'60006': {
		hint: 'Shorten the amount to the number of decimals in the message.',
		effect: 'none',
		category: 'withdraw',
	},
	'60007': {
		hint: 'Add and confirm the address in your BitMart address book first.',
		effect: 'none',
		category: 'withdraw',
	},
	'60008': {
		hint: 'Check the available balance and lower the amount.',
		effect: 'none',
		category: 'balance',
	},
	'60009': {
		hint: 'Lower the amount or raise your verification level on BitMart.',
		effect: 'none',
		category: 'withdraw',
	},
	'60010': {
		hint: 'Copy the ID from the deposit and withdrawal history of the same account.',
		effect: 'none',
		category: 'order-not-found',
	},
	'60011': {
		hint: 'Check the address and that it belongs to the network you chose.',
		effect: 'none',
		category: 'withdraw',
	},
	'60012': {
		hint: 'Do this on the BitMart website or use another currency.',
		effect: 'none',
		category: 'withdraw',
	},
	'60013': {
		hint: 'Round the amount to a multiple of that step.',
		effect: 'none',
		category: 'withdraw',
	},
	'60014': {
		hint: 'Fill in the memo or tag that the receiving wallet gave you.',
		effect: 'none',
		category: 'withdraw',
	},
	'60015': {
		hint: 'Add the address on the BitMart website or app and complete its verification.',
		effect: 'none',
		category: 'withdraw',
	},
	'60020': {
		hint: "Contact BitMart support about the account's deposit right.",
		effect: 'none',
		category: 'permission',
	},
	'60021': {
		hint: "Contact BitMart support about the account's withdrawal right.",
		effect: 'none',
		category: 'permission',
	},
	'60022': {
		hint: 'Wait until the 24 hours are over.',
		effect: 'none',
		category: 'withdraw',
	},
	'60026': {
		hint: 'Use an API key of the main account, or give the sub-account the right.',
		effect: 'none',
		category: 'permission',
	},
	'60027': {
		hint: 'Use an API key that was created in the sub-account.',
		effect: 'none',
		category: 'permission',
	},
	'60028': {
		hint: "Check the account's status on BitMart or contact support.",
		effect: 'none',
		category: 'account',
	},
	'60029': {
		hint: 'Ask the owner of the main account to unfreeze it.',
		effect: 'none',
		category: 'account',
	},
	'60030': {
		hint: 'Update the node, or change the method of your custom call.',
		effect: 'none',
		category: 'parameter',
	},
	'60031': {
		hint: 'Send the header Content-Type: application/json.',
		effect: 'none',
		category: 'parameter',
	},
	'60050': {
		hint: 'Check that the key belongs to the account you expect.',
		effect: 'none',
		category: 'account',
	},
	'60051': {
		hint: 'Try again later, and look at the history before repeating a transfer or withdrawal.',
		effect: 'unknown',
		category: 'server',
	},
	'60052': {
		hint: 'Try again later, and look at the history before repeating a transfer or withdrawal.',
		effect: 'unknown',
		category: 'server',
	},
	'60053': {
		hint: "Check the receiver's e-mail, phone number or BitMart ID.",
		effect: 'none',
		category: 'withdraw',
	},
	'60054': {
		hint: 'Move the funds to the main account and withdraw from there.',
		effect: 'none',
		category: 'withdraw',
	},
	'60055': {
		hint: 'Choose a currency that the currency list marks as enabled.',
		effect: 'none',
		category: 'symbol',
	},
	'60056': {
		hint: 'Wait until BitMart resumes them.',
		effect: 'none',
		category: 'withdraw',
	},
	'60057': {
		hint: 'Check the account on the BitMart website or contact support.',
		effect: 'none',
		category: 'account',
	},
	'60058': {
		hint: 'Withdraw less, or repay the loan first.',
		effect: 'none',
		category: 'balance',
	},
	'60059': {
		hint: 'Withdraw to a chain address instead or contact support.',
		effect: 'none',
		category: 'withdraw',
	},
	'60060': {
		hint: 'Check all fields of the operation against their descriptions.',
		effect: 'none',
		category: 'parameter',
	},
	'60061': {
		hint: 'Use another operation or contact support.',
		effect: 'none',
		category: 'permission',
	},
	'60062': {
		hint: 'Contact BitMart support.',
		effect: 'none',
		category: 'permission',
	},
	'60063': {
		hint: 'Contact BitMart support to lift the freeze.',
		effect: 'none',
		category: 'account',
	},
	'60064': {
		hint: 'Wait 24 hours or withdraw a smaller amount.',
		effect: 'none',
		category: 'withdraw',
	},
	'60065': {
		hint: 'Choose a different receiver.',
		effect: 'none',
		category: 'withdraw',
	},
	'60066': {
		hint: 'Give both a start and an end that lie at most 90 days apart.',
		effect: 'none',
		category: 'parameter',
	},
	'60067': {
		hint: 'Split the range into parts of at most 90 days.',
		effect: 'none',
		category: 'parameter',
	},
	'61000': {
		hint: 'Enter an amount above 0.',
		effect: 'none',
		category: 'parameter',
	},
	'61001': {
		hint: 'Lower the amount or fund the paying account first.',
		effect: 'none',
		category: 'balance',
	},
	'61002': {
		hint: 'Check the name of the receiving sub-account.',
		effect: 'none',
		category: 'account',
	},
	'61003': {
		hint: 'Take the sub-account name from the sub-account list operation.',
		effect: 'none',
		category: 'account',
	},
	'61004': {
		hint: 'Use a new, unique request number for every new transfer.',
		effect: 'none',
		category: 'duplicate',
	},
	'61005': {
		hint: 'Check the transfer rights of the sub-account on BitMart.',
		effect: 'none',
		category: 'permission',
	},
	'61006': {
		hint: 'Complete the institution verification on BitMart.',
		effect: 'none',
		category: 'permission',
	},
	'61007': {
		hint: 'Complete the institution verification on BitMart.',
		effect: 'none',
		category: 'permission',
	},
	'61008': {
		hint: 'Wait until BitMart resumes transfers or contact support.',
		effect: 'none',
		category: 'maintenance',
	},
	'70000': {
		hint: 'Try another time range or check that the pair trades.',
		effect: 'none',
		category: 'other',
	},
	'70001': {
		hint: 'Fill in the trading pair and the other required fields.',
		effect: 'none',
		category: 'parameter',
	},
	'70002': {
		hint: 'Write the pair with an underscore, such as BTC_USDT, and take it from the pair list.',
		effect: 'none',
		category: 'symbol',
	},
	'70003': {
		hint: 'Try the query again after a short wait.',
		effect: 'none',
		category: 'server',
	},
	'71001': {
		hint: 'Give the after time in seconds.',
		effect: 'none',
		category: 'parameter',
	},
	'71002': {
		hint: 'Give the before time in seconds.',
		effect: 'none',
		category: 'parameter',
	},
	'71003': {
		hint: 'Make the after time earlier than the before time.',
		effect: 'none',
		category: 'parameter',
	},
	'71004': {
		hint: 'Lower the limit or shorten the time range.',
		effect: 'none',
		category: 'parameter',
	},
	'71005': {
		hint: 'Choose one of the offered steps.',
		effect: 'none',
		category: 'parameter',
	},
};
