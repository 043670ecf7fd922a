import { expect, test } from 'vitest'
import { bobsClient } from '../../testing/bob-client.ts'
import { defineElements } from './index.ts'

test('[ELM4] on a server the elements can be imported, and defining them does nothing', async () => {
  const { client } = await bobsClient()
  const { client: other } = await bobsClient()
  expect(() => defineElements({ client })).not.toThrow()
  expect(() => defineElements({ client: other })).not.toThrow()
  expect('customElements' in globalThis).toBe(false)
})
