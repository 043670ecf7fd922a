import { expect, test } from 'vitest'
import { usingError } from '../storage/postgres/database-error.ts'
import { loggedError } from './logged-error.ts'

test('[OPS3] an error of the database is told once, with its code and where it came from', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
  const told = loggedError(usingError(cause))
  expect(told).toMatchObject({
    type: 'StoreError',
    code: 'unavailable',
    message: 'The database failed: connect ECONNREFUSED 127.0.0.1:5432.',
    stack: expect.stringContaining('caused by: Error: connect ECONNREFUSED'),
  })
  expect(Object.keys(told as object).toSorted()).toEqual(['code', 'message', 'name', 'stack', 'type'])
})

test('[OPS3] of a host of several addresses, none of which answers, the code is told', () => {
  const cause = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
  expect(loggedError(usingError(cause))).toMatchObject({ message: 'The database failed: ECONNREFUSED.' })
})

test('[OPS3] what is no error is told as it is', () => {
  expect(loggedError('gone')).toBe('gone')
  expect(loggedError(undefined)).toBeUndefined()
})
