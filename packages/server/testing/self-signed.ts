import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate of a test's own, which nobody trusts yet: for the loopback address, or for whoever is named. */
export class SelfSigned implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tallymark-certificate-'))
  readonly certPath = join(this.#folder, 'cert.pem')
  readonly keyPath = join(this.#folder, 'key.pem')

  constructor(owner?: string) {
    const place = owner === undefined ? 'IP:127.0.0.1' : `DNS:${owner}`
    const name = ['-subj', `/CN=${owner ?? '127.0.0.1'}`, '-addext', `subjectAltName=${place}`]
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2']
    const files = ['-keyout', this.keyPath, '-out', this.certPath]
    execFileSync('openssl', ['req', ...kind, ...name, ...files], { stdio: 'ignore' })
  }

  /** Whether what makes one is installed. */
  static canBeMade(): boolean {
    return spawnSync('openssl', ['version']).status === 0
  }

  /** The certificate as PEM. */
  get text(): string {
    return readFileSync(this.certPath, 'utf8')
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
