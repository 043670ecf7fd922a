import { expect, test } from 'vitest'
import { detectReading, pageAttention } from './index.ts'

test('[REA8] on a server it does nothing and throws nothing', () => {
  const reading = detectReading({
    markRead: () => expect.unreachable(),
    message: () => undefined,
    getSnapshot: () => ({ state: 'loading', own: null }),
  })
  const stop = reading.observe({} as Element, 'm1')
  reading.setOptions({ policy: 'viewed' })
  stop()
  reading.close()
  expect(pageAttention()).toHaveProperty('isHere')
})
