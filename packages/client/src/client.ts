import { type Client, type ClientOptions, createClientOn } from './create-client-on.ts'
import { here } from './platform/here.ts'
import type { Platform } from './ports/platform.ts'

/** A client where this runs: in a browser, or in Node 22 and newer. It connects at once. Parts of the platform can be given. */
export const createClient = (options: ClientOptions, platform?: Partial<Platform>): Client =>
  createClientOn({ ...here(), ...platform }, options)
