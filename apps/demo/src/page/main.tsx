import '@tallymark/client/styles.css'
import './styles/page.css'
import { createRoot } from 'react-dom/client'
import { fetchPeople } from './messages/chat-api.ts'
import type { Person } from './messages/chat-message.ts'
import { SharedEvents } from './messages/shared-events.ts'
import { Page } from './page.tsx'
import { openDevice } from './person/device.ts'
import { WireCounter } from './wire/wire-counter.ts'

/** Who is side by side where nobody is named. */
const CAST = ['ana', 'bo', 'cy']

/** Those to show: the one whom the address names, as in `/?as=bo`, else the cast. */
function shownOf(people: readonly Person[]): readonly Person[] {
  const as = new URLSearchParams(location.search).get('as')
  const named = people.filter(({ userId }) => userId === as)
  return named.length > 0 ? named : people.filter(({ userId }) => CAST.includes(userId))
}

const root = document.querySelector('#root')
if (!root) throw new Error('The page has no root.')
const all = await fetchPeople()
const counter = new WireCounter()
const events = new SharedEvents()
const devices = shownOf(all).map((person) => openDevice(person, counter, events))
events.open()
const people = new Map(all.map((person) => [person.userId, person]))
const [first] = devices
if (first && devices.length === 1) document.title = `${first.person.name} · Tallymark`
createRoot(root).render(<Page demo={{ people, devices, counter, openedAt: new Date().toISOString() }} />)
