import { begin } from './begin.ts'
import { Chat } from './chat.ts'
import { ChatStore } from './chat-store.ts'
import { Crowd } from './crowd.ts'
import { Events } from './events.ts'
import type { Host, Served } from './host.ts'
import { Receipts } from './receipts.ts'
import { routesOf } from './routes.ts'
import { serveChat } from './serve-chat.ts'

/** Opens the demo: a small chat with a page, on Tallymark's own port. */
export async function openApp(host: Host): Promise<Served> {
  const store = new ChatStore(placeBeside(host.database))
  const receipts = new Receipts(host)
  const events = new Events()
  const chat = new Chat(store, receipts, events)
  const end = (): void => {
    events.close()
    store[Symbol.dispose]()
  }
  try {
    await begin({ store, receipts, chat, sample: host.sample })
  } catch (error) {
    end()
    throw error
  }
  const crowd = new Crowd(store, receipts, (fault) => host.logger.error({ err: fault }, 'the crowd failed'))
  const serve = serveChat(host, routesOf({ host, chat, crowd, events, receipts }))
  return {
    handle: (request, response) => void serve(request, response),
    close: async () => {
      await Promise.all([crowd.close(), chat.close()])
      end()
    },
  }
}

/** Where the chat keeps its messages: beside Tallymark's file, in one of its own. */
function placeBeside(database: string): string {
  if (database === ':memory:') return database
  if (!database.startsWith('file:')) return 'tallymark-demo-chat.db'
  return `${database.slice('file:'.length).replace(/\.db$/, '')}-chat.db`
}
