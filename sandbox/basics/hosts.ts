/** The two hosts of BitMart. */

/** Which of them a request is for, or a transfer is made on. */
export type Host = 'spot' | 'futures';
