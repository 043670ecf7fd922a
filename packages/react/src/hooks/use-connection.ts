import type { ConnectionSnapshot } from '@tallymark/client'
import { useClient } from '../provider.tsx'
import { useView } from './use-view.ts'

const CONNECTING: ConnectionSnapshot = { state: 'connecting' }

/** How the connection stands. */
export function useConnection(): ConnectionSnapshot {
  const connection = useClient()?.connection
  return useView(connection, () => connection?.getSnapshot() ?? CONNECTING, CONNECTING)
}
