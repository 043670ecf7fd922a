/** Whether a bus whose longest text has so many bytes carries this one: NUL and lone surrogates cannot go everywhere, so they go nowhere (BUS2). */
export const carries = (text: string, maxBytes: number): boolean =>
  text.length <= maxBytes && text.isWellFormed() && !text.includes('\0') && Buffer.byteLength(text) <= maxBytes
