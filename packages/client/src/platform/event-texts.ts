/** Takes the data of each event of an event stream of the HTML standard, as long as it lasts; comments are let be. Each is one line. */
export async function takeEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (text: string) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const events = (rest + value).split('\n\n')
    rest = events.pop() as string
    for (const event of events) {
      const text = /^data:(.*)/m.exec(event)?.[1]
      if (text !== undefined) take(text)
    }
  }
}
