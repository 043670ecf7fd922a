/** A text without the password that an address names, as it stands there and as it is meant (BUS9). */
export function withoutSecrets(text: string, url: string): string {
  const [, written] = /^[^:/]+:\/\/[^:@/]*:([^@]*)@/.exec(url) ?? []
  const secrets = written === undefined ? [] : [written, meantBy(written)]
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text)
}

function meantBy(written: string): string {
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}
