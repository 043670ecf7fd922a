const BOUND_MS = 30_000
const FIRST_MS = 250

/** How long to wait before the next try after so many: a random share of a bound that doubles up to 30 seconds (CLT1). */
export const retryDelay = (random: number, tries: number): number => random * Math.min(BOUND_MS, FIRST_MS * 2 ** tries)
