import type { View } from '@tallymark/client'
import { useSyncExternalStore } from 'react'

const never = (): (() => void) => () => {}

/** What a view says now; on a server, while hydrating and without a view: `otherwise`, which must be the same value each time. */
export function useView<Value>(
  view: Pick<View<unknown>, 'subscribe'> | null | undefined,
  read: () => Value,
  otherwise: Value,
): Value {
  return useSyncExternalStore(view?.subscribe ?? never, view ? read : () => otherwise, () => otherwise)
}
