import { existsSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SETTING_NAMES, SETTINGS } from '../../packages/server/src/config/settings.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { addressIn, TallymarkProcess } from '../cli/tallymark-process.ts'
import { DEPLOY_FILES, inProject, metricsIn, textOf, yamlOf } from './deploy-files.ts'

const KEY = 'a-key-of-the-tests-long-enough'

interface Compose {
  readonly services: Readonly<Record<string, Service>>
}

interface Service {
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly depends_on?: readonly string[] | Readonly<Record<string, object>>
}

const compose = yamlOf<Compose>('compose.yaml')
const nodes = Object.keys(compose.services).filter((name) => /^node-\d$/.test(name))

/** The lines of the Containerfile, those that go on in the next as one. */
const steps = textOf('Containerfile').replaceAll('\\\n', ' ').split('\n')

let metrics = ''
let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start({ settings: ['synchronous_commit=on'] })
  const env = { TALLYMARK_DATABASE: server.url, TALLYMARK_API_KEY: KEY }
  await using process = new TallymarkProcess(['serve', '--port', '0'], { env })
  const address = addressIn(await process.banner())
  await fetch(`${address}/v1/inbox`, { headers: { authorization: `Bearer ${KEY}` } })
  metrics = await (await fetch(`${address}/metrics`)).text()
  await process.stop()
}, 60_000)

afterAll(() => server[Symbol.asyncDispose]())

/** What the alarms ask Prometheus. */
function alarms(): readonly string[] {
  interface Alerts {
    readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[]
  }
  const { groups } = yamlOf<Alerts>('prometheus-alerts.yaml')
  return groups.flatMap(({ rules }) => rules).map(({ expr }) => expr)
}

/** Whether the text of `/metrics` has a metric; the parts of a histogram have names of their own. */
const isMeasured = (name: string): boolean =>
  metrics.includes(`# TYPE ${name} `) ||
  metrics.includes(`# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} histogram`)

test('[OPS9] every setting in deploy is one of the table', () => {
  const variables: readonly string[] = SETTING_NAMES.map((name) => SETTINGS[name].variable)
  const named = DEPLOY_FILES.flatMap((name) => textOf(name).match(/TALLYMARK_[A-Z_]+/g) ?? [])
  expect(named.length).toBeGreaterThan(10)
  expect([...new Set(named)].filter((name) => !variables.includes(name))).toEqual([])
})

test('[OPS9] what the Containerfile copies is there, or made by a step before', () => {
  const sources = steps
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
  expect(sources.length).toBeGreaterThan(8)
  expect(sources.filter((path) => !existsSync(inProject(path)))).toEqual([])
  const built = steps.filter((line) => line.startsWith('COPY --from=')).map((line) => line.split(/\s+/)[2] ?? '')
  expect(built.map((path) => inProject(path.replace('/app/', ''))).filter((path) => !existsSync(path))).toEqual([])
  const [, program = ''] = JSON.parse(steps.find((line) => line.startsWith('ENTRYPOINT '))?.slice(11) ?? '[]')
  expect(existsSync(inProject(program))).toBe(true)
})

test('[OPS9] the Containerfile is clean to its linter', () => {
  expect(validate(textOf('Containerfile')).map(({ message }) => message)).toEqual([])
  expect(validate('FROM node\nEXPOSE port\nRUNN ls').length).toBeGreaterThan(1)
})

test('[OPS9] the packages that the Containerfile installs are all that the server is made of', () => {
  const installs = steps.filter((line) => line.startsWith('RUN npm ci'))
  expect(installs).toHaveLength(2)
  for (const line of installs) expect(line).toContain('--workspace=tallymark --workspace=@tallymark/core')
  const image = steps.filter((line) => line.startsWith('FROM ')).map((line) => /node:(\d+)/.exec(line)?.[1])
  const { engines } = JSON.parse(textOf('../packages/server/package.json')) as { engines: { node: string } }
  expect(new Set(image)).toEqual(new Set([/>=(\d+)/.exec(engines.node)?.[1]]))
})

test('[OPS9] compose.yaml starts what the Caddyfile balances, from files that are there', () => {
  const balanced = textOf('Caddyfile').match(/node-\d(?=:7410)/g)
  expect(balanced).toEqual(nodes)
  for (const { volumes = [], build, depends_on = [] } of Object.values(compose.services)) {
    const mounted = volumes.map((volume) => volume.split(':')[0] ?? '').filter((path) => path.startsWith('.'))
    for (const path of mounted) expect(existsSync(inProject('deploy', path))).toBe(true)
    if (build !== undefined) expect(existsSync(inProject('deploy', build.context, build.dockerfile))).toBe(true)
    const others = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on)
    for (const name of others) expect(compose.services).toHaveProperty(name)
  }
})

test('[OPS9] the Caddyfile keeps inside what SECURITY.md says', () => {
  const [, sentence = ''] = /keep ((?:`[^`]+`(?:, | and )?)+) inside/.exec(textOf('../SECURITY.md')) ?? []
  const inside = sentence.match(/(?<=`)\/[^`]+(?=`)/g) ?? []
  expect(inside.length).toBeGreaterThan(1)
  const [, kept = ''] = /^\t@inside path (.+)$\n^\trespond @inside 404$/m.exec(textOf('Caddyfile')) ?? []
  expect(kept.split(' ')).toEqual(expect.arrayContaining([...inside, '/docs/*']))
})

test('[OPS9] what compose.yaml takes from the environment is in example.env', () => {
  const asked = textOf('compose.yaml').match(/(?<=\$\{)\w+/g) ?? []
  const given = textOf('example.env').match(/^\w+(?==)/gm) ?? []
  expect(new Set(asked)).toEqual(new Set(given))
})

test('[OPS9] every metric that the dashboard shows and an alarm watches is measured', () => {
  interface Dashboard {
    readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[]
  }
  const { panels } = JSON.parse(textOf('grafana-dashboard.json')) as Dashboard
  const shown = panels.flatMap(({ targets }) => targets).flatMap(({ expr }) => metricsIn(expr))
  const watched = alarms().flatMap(metricsIn)
  expect(new Set(shown).size).toBeGreaterThan(15)
  expect(watched.length).toBeGreaterThan(4)
  expect([...new Set([...shown, ...watched])].filter((name) => !isMeasured(name))).toEqual([])
})

test('[OPS9] prometheus.yaml asks every node of compose.yaml, under the name that the alarms look for', () => {
  interface Prometheus {
    readonly rule_files: readonly string[]
    readonly scrape_configs: readonly {
      readonly job_name: string
      readonly static_configs: readonly { readonly targets: readonly string[] }[]
    }[]
  }
  const { rule_files, scrape_configs } = yamlOf<Prometheus>('prometheus.yaml')
  expect(rule_files.filter((name) => !DEPLOY_FILES.includes(name))).toEqual([])
  const targets = scrape_configs.flatMap(({ static_configs }) => static_configs).flatMap((one) => one.targets)
  expect(targets).toEqual(nodes.map((name) => `${name}:7410`))
  const jobs = alarms().flatMap((expr) => expr.match(/(?<=job=")[^"]*/g) ?? [])
  expect(jobs.length).toBeGreaterThan(2)
  expect(new Set(jobs)).toEqual(new Set(scrape_configs.map((one) => one.job_name)))
  expect(textOf('../docs/operating.md')).toContain('`job_name: tallymark`')
})

test('[OPS9] every code of a refusal that an alarm looks for is counted from the start', () => {
  const codes = alarms().flatMap((expr) => expr.match(/tallymark_refusals_total\{code="[^"]*"\}/g) ?? [])
  expect(codes.length).toBeGreaterThan(2)
  expect(codes.filter((series) => !metrics.includes(`\n${series} `))).toEqual([])
})

test('[OPS9] every metric of Tallymark’s own is on the dashboard, or explained where one reads', () => {
  const own = [...metrics.matchAll(/# TYPE (tallymark_\w+) /g)].map(([, name = '']) => name)
  const docs = textOf('../docs/operating.md')
  expect(own.length).toBeGreaterThan(10)
  expect(own.filter((name) => !docs.includes(`\`${name}\``))).toEqual([])
})
