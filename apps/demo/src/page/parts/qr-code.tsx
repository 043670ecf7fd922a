import { type ReactNode, useMemo } from 'react'
import { encode } from 'uqr'

/** A text as a QR code; always dark on light, as cameras like it. */
export function QrCode({ text }: { readonly text: string }): ReactNode {
  const { size, data } = useMemo(() => encode(text, { border: 2 }), [text])
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={text} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  )
}
