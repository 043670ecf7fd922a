import * as z from 'zod'
import { name } from '../openapi/name.ts'
import { refusalCode } from './problem.ts'

export const marked = name(
  'Marked',
  z.strictObject({ delivered: z.string(), read: z.string(), version: z.int(), revision: z.int() }),
)

export const refusedMark = name(
  'RefusedMark',
  z.strictObject({ code: refusalCode, title: z.string(), detail: z.string(), status: z.int() }),
)

export const markedMany = name('MarkedMany', z.strictObject({ results: z.array(z.union([marked, refusedMark])) }))
