/** A text without the password that an address names, as it stands there and as it is meant (BUS9). */
export function withoutSecrets(text: string, url: string): string {
  const written = [/:\/\/[^:@/]*:(.*)@/, /:\/\/[^:@/]*:([^@]*)@/, /[?&]password=([^&]*)/].map(
    (where) => where.exec(url)?.[1],
  )
  const secrets = [...written, URL.parse(url)?.password].flatMap((secret) => (secret ? [secret, meantBy(secret)] : []))
  return secrets.toSorted((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
}

function meantBy(written: string): string {
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}
