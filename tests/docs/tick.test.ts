import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { commandsOfReadme } from './readme.ts'
import { KEY, runCommand, runNode, startServer, until } from './running.ts'

test('[FED1] [CLT4] [CLT6] in two terminals with the commands of the README a tick turns', {
  timeout: 40_000,
}, async () => {
  const commands = commandsOfReadme('tick')
  expect(commands).toEqual(['ana', 'bo'].map((name) => expect.stringMatching(`^KEY=tmk_… .* ${name}$`)))
  const URL = await startServer()
  const [ana, bo] = commands.map((command) => runCommand(command.replace('tmk_…', KEY), { URL }))
  if (ana === undefined || bo === undefined) throw new Error('two terminals')
  // Whoever types before the conversation is there has typed for nothing.
  const typing = setInterval(() => ana.printed === '' && ana.stdin?.write('\n'), 500)
  onTestFinished(() => clearInterval(typing))
  await until(ana, /of ana: Delivered/)
  clearInterval(typing)
  bo.stdin?.write('\n')
  await until(ana, /of ana: Read\n/)
})

test('[ACC1] with a key that is not the server’s examples/tick.js says so and ends with 1', async () => {
  const ana = runNode(['examples/tick.js', 'ana'], { KEY: `${KEY}er`, URL: await startServer() })
  expect(await once(ana, 'close')).toEqual([1, null])
  expect(ana.failed).toMatch(/^http:\S+ refused: .*key.*\n$/i)
  expect(ana.printed).toBe('')
})

test('where no server is examples/tick.js says so in a sentence and ends with 1', async () => {
  const ana = runNode(['examples/tick.js', 'ana'], { KEY, URL: 'http://127.0.0.1:1' })
  expect(await once(ana, 'close')).toEqual([1, null])
  expect(ana.failed).toBe('http://127.0.0.1:1 is not reached: start a server first, by npm start.\n')
})
