import { Socket } from 'node:net'
import { Client, escapeIdentifier } from 'pg'
import { driverAddress } from '../postgres/driver-address.ts'
import { tlsFault } from '../postgres/tls-fault.ts'
import type { Connect, Link, LinkOwner } from './link.ts'
import { postgresChannel } from './postgres-channel.ts'

/** PostgreSQL refuses a notice of 8,000 bytes. */
export const POSTGRES_MAX_BYTES = 7_999

/** It has a name, so that it is planned once: a connection that listens keeps its session anyway. */
const NOTIFY = { name: 'tallymark_notify', text: 'select pg_notify($1, t) from unnest($2::text[]) t' }

/**
 * How a PostgreSQL server is reached as a bus, at an address that names it: by LISTEN and NOTIFY on a connection of their own, outside of every
 * transaction that writes (BUS7). Texts that are the same and go together are heard once. Throws if the address is none.
 */
export const connectPostgres =
  (url: string, schema: string): Connect =>
  (owner) =>
    new PostgresLink(url, postgresChannel(schema), owner)

class PostgresLink implements Link {
  readonly listening: Promise<void>
  /** The connection's own, which can be ended whatever the client is doing. */
  readonly #socket = new Socket()
  readonly #client: Client
  readonly #channel: string

  constructor(url: string, channel: string, owner: LinkOwner) {
    this.#channel = channel
    this.#client = new Client({
      ...driverAddress(url),
      application_name: 'tallymark bus',
      stream: () => this.#socket,
    })
    this.#client.on('error', (error) => owner.lost(error))
    this.#client.on('end', () => owner.lost(new Error('the connection ended')))
    this.#client.on('notification', ({ payload = '' }) => owner.heard(payload))
    this.listening = this.#listen()
  }

  async send(texts: readonly string[]): Promise<void> {
    await this.#client.query({ ...NOTIFY, values: [this.#channel, texts] })
  }

  async probe(): Promise<void> {
    await this.#client.query('select 1')
  }

  async end(): Promise<void> {
    if (this.#socket.closed) return
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    this.#socket.destroy()
    await closed
  }

  async #listen(): Promise<void> {
    await this.#client.connect().catch((error: unknown) => {
      const saying = tlsFault(error)
      throw saying === undefined ? error : new Error(`its server ${saying}`, { cause: error })
    })
    await this.#client.query(`listen ${escapeIdentifier(this.#channel)}`)
  }
}
