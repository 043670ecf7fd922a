import type { Socket } from 'node:net'

interface Written {
  _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void
  _writev?(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void
}

/** Counts the writes that a socket makes of what it is given from now on. */
export function spyOnWrites(socket: Socket): { count: number } {
  const spied = { count: 0 }
  const written = socket as unknown as Written
  const { _write: write, _writev: writev } = written
  written._write = (...args) => {
    spied.count += 1
    write.apply(socket, args)
  }
  written._writev = (...args) => {
    spied.count += 1
    writev?.apply(socket, args)
  }
  return spied
}
