import { Client } from 'pg'
import type { PostgresServer } from '../../packages/server/testing/postgres-server.ts'

/** Makes an empty database on a server, and gives its address. */
export async function newDatabase(server: PostgresServer, name: string): Promise<string> {
  const client = new Client(server.url)
  await client.connect()
  await client.query(`create database "${name}"`)
  await client.end()
  return server.url.replace(/\/postgres$/, `/${name}`)
}
