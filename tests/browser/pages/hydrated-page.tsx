import { createClient } from '@tallymark/client'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { ServerRendered } from '../../../packages/react/testing/server-rendered.tsx'
import type { Scene } from './scene.ts'

const { url = '', userId, token = '' } = (globalThis as unknown as { scene: Scene }).scene
const client = createClient({ url, userId, token: () => token })
// By then the client knows more than the server did.
const conversation = client.conversation('c1')
const stop = conversation.subscribe(() => {
  if (conversation.getSnapshot().own === null) return
  stop()
  hydrateRoot(
    document.getElementById('root') as HTMLElement,
    <StrictMode>
      <ServerRendered client={client} />
    </StrictMode>,
    { onRecoverableError: (error) => console.error(error) },
  )
})
