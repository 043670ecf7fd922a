const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?))$/

const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [UNTRUSTED, 'shows a certificate that is not trusted. Name the file of its CA by sslrootcert in the address.'],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'shows a certificate for another host. Name the host that it is for, or give the server one for this host; sslmode=verify-ca with sslrootcert asks for no name.',
  ],
  [/^CERT_HAS_EXPIRED$/, 'shows a certificate that has expired. Renew it there.'],
  [/^CERT_NOT_YET_VALID$/, 'shows a certificate that is not valid yet. Set the clocks, here and there.'],
  [
    /^ERR_OSSL_/,
    'cannot be spoken to by TLS. In the address sslcert and sslkey name a certificate and its key, sslrootcert names CAs, all as PEM.',
  ],
  [
    /^(ERR_SSL_|EPROTO$)/,
    'does not agree on TLS. Its log says why; it may not trust the certificate that sslcert names in the address.',
  ],
]

/** What went wrong between this program and a server in TLS, with what to do, as a predicate of the server (STO17); nothing where it was something else. */
export function tlsFault(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  // The driver’s own word, which has no code.
  if (message === 'The server does not support SSL connections')
    return 'does not speak TLS. Turn it on there (ssl = on), or say sslmode=disable in the address.'
  const saying = SAYINGS.find(([codes]) => codes.test(String(code)))?.[1]
  return saying?.replace('.', ` (${code}).`)
}
