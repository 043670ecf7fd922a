import Fastify from 'fastify'
import * as z from 'zod'
import { recipientId, target, withOneTarget } from '../inside.ts'
import { listen } from './listen.ts'

/** A route that takes the body of a mark, validates it with the same schema, and answers as if it were done. Nothing else. */
const body = withOneTarget(z.strictObject({ recipientId, ...target, private: z.boolean().optional() }))
const ANSWER = { delivered: '1:40', read: '1:40', version: 88, revision: 17 }

const app = Fastify()
app.setValidatorCompiler<z.ZodType>(({ schema }) => (input) => {
  const parsed = schema.safeParse(input)
  return parsed.success ? { value: parsed.data } : { error: parsed.error }
})
app.post('/v1/conversations/:conversationId/read', { schema: { body } }, async () => ANSWER)
await listen(app)
