import { createRoot } from 'react-dom/client'
import { ChatPage } from '../../../examples/quick-start.tsx'
import { chat } from './your-chat.ts'

createRoot(document.getElementById('root') as HTMLElement).render(
  <main>
    <h1>Chat</h1>
    <ChatPage chat={chat} />
  </main>,
)
