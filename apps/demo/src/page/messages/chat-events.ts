import type { StoredMessage } from './chat-message.ts'

/** What the chat's server tells those who are there. */
export type ChatEvent = { readonly conversationId: string } & (
  | { readonly type: 'message'; readonly message: StoredMessage }
  | { readonly type: 'deleted'; readonly messageId: string }
  | { readonly type: 'membership'; readonly userId: string }
)

/** An event as it comes to a page, for some of its people. */
export type ToldEvent = ChatEvent & { readonly for: readonly string[] }

/** Takes the events of a stream, as long as it lasts: the data of each is one line of JSON. */
export async function takeChatEvents(response: Response, take: (event: ToldEvent) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done = true, value = '' } = (await reader?.read()) ?? {}
    if (done) return
    const texts = (rest + value).split('\n\n')
    rest = texts.pop() ?? ''
    for (const text of texts) {
      const data = /^data: ?(.*)/m.exec(text)?.[1]
      if (data !== undefined) take(JSON.parse(data) as ToldEvent)
    }
  }
}
