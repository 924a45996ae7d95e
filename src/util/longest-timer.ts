/** In milliseconds. A timer that is set to more rings at once, on a page and on Node. */
export const LONGEST_TIMER = 2 ** 31 - 1
