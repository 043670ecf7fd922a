import type { ReactNode } from 'react'
import { useShown } from '../cell.ts'
import { useDemo, useWords } from '../demo-context.ts'
import { CrowdLine } from './crowd-line.tsx'
import type { FrameCounts } from './wire-count.ts'

/** What these clients were sent, beside what one broadcast for each mark would have sent them; live. */
export function WirePanel(): ReactNode {
  const { words } = useWords()
  const { counter } = useDemo()
  const count = useShown(counter.count)
  const broadcasts = count.conversations.reduce((sum, one) => sum + one.broadcasts, 0)
  const { receipts } = count.frames
  const most = Math.max(receipts, broadcasts, 1)
  return (
    <section className="wire" aria-label={words.wire}>
      <div className="wire-head">
        <h2>{words.wire}</h2>
        <p>{words.wireMeans}</p>
      </div>
      <div className="wire-bars">
        <Bar label={words.wireSent} value={receipts} share={receipts / most} kind="ours" />
        <Bar label={words.wireBroadcast} value={broadcasts} share={broadcasts / most} kind="theirs" />
        <CrowdLine count={count} />
      </div>
      <HowCounted frames={count.frames} onReset={() => counter.reset()} />
    </section>
  )
}

interface BarProps {
  readonly label: string
  readonly value: number
  /** Of the longest bar, from 0 to 1. */
  readonly share: number
  readonly kind: 'ours' | 'theirs'
}

function Bar({ label, value, share, kind }: BarProps): ReactNode {
  const { parts } = useWords()
  return (
    <div className="bar" data-kind={kind}>
      <span className="bar-label">{label}</span>
      <output className="bar-value">{value.toLocaleString(parts.locale)}</output>
      <span className="bar-track" aria-hidden="true">
        <span style={{ inlineSize: `${share * 100}%` }} />
      </span>
    </div>
  )
}

function HowCounted({ frames, onReset }: { readonly frames: FrameCounts; readonly onReset: () => void }): ReactNode {
  const { words, fill } = useWords()
  const count = Object.values(frames).reduce((sum: number, one: number) => sum + one, 0)
  return (
    <div className="wire-how">
      <details>
        <summary>{words.wireHow}</summary>
        <div>
          <p>{words.wireFormula}</p>
          <p>{fill('wireAll', { ...frames, count })}</p>
        </div>
      </details>
      <button type="button" className="quiet" onClick={onReset}>
        {words.countAnew}
      </button>
    </div>
  )
}
