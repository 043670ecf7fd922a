import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useDemo, useWords } from '../demo-context.ts'
import { fetchAddresses } from '../messages/chat-api.ts'
import { IconButton } from './icon-button.tsx'
import { QrCode } from './qr-code.tsx'

type Reached = Awaited<ReturnType<typeof fetchAddresses>>

/** How to open one person on a phone: a code with the address, or how to start the server so that phones reach it. */
export function PhoneDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { words } = useWords()
  const title = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const [reached, setReached] = useState<Reached>()
  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => {
    fetchAddresses().then(setReached, () => {})
  }, [])
  return (
    <dialog ref={dialog} className="phone" aria-labelledby={title} onClose={onClose}>
      <div className="dialog-head">
        <h2 id={title}>{words.phone}</h2>
        <IconButton icon="close" label={words.close} onClick={() => dialog.current?.close()} />
      </div>
      {!reached && <p>{words.loading}</p>}
      {reached && (reached.isOpen ? <CodeFor addresses={reached.addresses} /> : <HowToOpen />)}
    </dialog>
  )
}

function CodeFor({ addresses }: { readonly addresses: readonly string[] }): ReactNode {
  const { words } = useWords()
  const { people } = useDemo()
  const [as, setAs] = useState('bo')
  const link = `${addresses[0]}/?as=${as}`
  return (
    <>
      <p>{words.phoneHow}</p>
      <QrCode text={link} />
      <p className="address" dir="ltr">
        <a href={link}>{link}</a>
      </p>
      <label className="field">
        {words.phoneAs}
        <select value={as} onChange={({ target }) => setAs(target.value)}>
          {[...people.values()].map(({ userId, name }) => (
            <option key={userId} value={userId}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}

function HowToOpen(): ReactNode {
  const { words } = useWords()
  return (
    <>
      <p>{words.phoneClosed}</p>
      <pre dir="ltr">
        <code>{words.phoneCommand}</code>
      </pre>
    </>
  )
}
