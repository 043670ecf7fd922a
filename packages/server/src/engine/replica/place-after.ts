/** The first place in ascending numbers that holds one above this. */
export function placeAfter(ascending: readonly number[], number: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) <= number) low = middle + 1
    else high = middle
  }
  return low
}
