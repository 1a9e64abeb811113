/** The letters by which runs are told apart, in the order in which they are named. */
export const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
