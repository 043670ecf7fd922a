import { isIP } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

/** By which addresses a server is reached. */
export interface Reached {
  readonly addresses: readonly string[]
  /** Whether other devices reach it. */
  readonly isOpen: boolean
}

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/** By which addresses other devices reach a server; its own alone where they do not. */
export function reachedBy(address: string, listensOn: string, interfaces: Interfaces = networkInterfaces()): Reached {
  const { port } = new URL(address)
  if (isLoopback(listensOn)) return { addresses: [address], isOpen: false }
  if (listensOn !== '0.0.0.0' && listensOn !== '::') return { addresses: [address], isOpen: true }
  const found = Object.values(interfaces).flatMap((infos = []) =>
    infos.filter(({ family, internal }) => !internal && family === 'IPv4').map((info) => info.address),
  )
  const addresses = found.map((host) => `http://${host}:${port}`)
  return addresses.length > 0 ? { addresses, isOpen: true } : { addresses: [address], isOpen: false }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
