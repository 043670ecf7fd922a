import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { bobsClient } from '../../client/testing/bob-client.ts'
import { ServerRendered } from '../testing/server-rendered.tsx'
import { TallymarkProvider, Ticks, useClient } from './index.ts'

test('[RCT3] on a server all parts render, with a client or without, say that nothing is known, and complain of nothing', async () => {
  const complain = vi.spyOn(console, 'error')
  const { client, watching } = await bobsClient()
  await watching(2)
  const html = renderToString(createElement(ServerRendered, { client }))
  expect(html).toBe(renderToString(createElement(ServerRendered, { client: null })))
  expect(html).toContain('connecting loading 0 0  loading')
  expect(html).toContain('What others may see')
  expect(complain).not.toHaveBeenCalled()
})

test('[RCT3] outside of a provider a part says what is missing', () => {
  const render = () => renderToString(createElement(Ticks, { conversationId: 'c1', messageId: 'm1' }))
  expect(render).toThrow('Put a <TallymarkProvider client={client}> around what uses Tallymark.')
  const Name = () => useClient()?.userId ?? 'nobody'
  expect(renderToString(createElement(TallymarkProvider, { client: null }, createElement(Name)))).toBe('nobody')
})
