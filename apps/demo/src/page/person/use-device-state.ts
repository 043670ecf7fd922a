import { useShown } from '../cell.ts'
import { useDevice } from '../demo-context.ts'
import type { Words } from '../words/words.ts'

/** How a person's device stands, as one word beside the name. */
export type DeviceState = Extract<keyof Words, 'online' | 'connecting' | 'offline' | 'slow' | 'hidden'>

/** The device's state: what was switched in the demo goes before what the connection says. */
export function useDeviceState(): DeviceState {
  const { network, attention, client } = useDevice()
  const { isOffline, isSlow } = useShown(network.state)
  const isHidden = useShown(attention.isHidden)
  const { state } = useShown(client.connection)
  if (isOffline) return 'offline'
  if (state !== 'open') return 'connecting'
  return isHidden ? 'hidden' : isSlow ? 'slow' : 'online'
}
