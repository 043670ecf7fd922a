import type { SwaggerOptions } from '@fastify/swagger'
import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { programVersion } from '../../program-version.ts'
import { FEEDS_TAG } from '../routes/feed.ts'
import { PROBLEMS_ADDRESS } from '../routes/problems.ts'
import { plainSchema } from './plain-schema.ts'
import { usedOnly } from './used-only.ts'

const zodToJsonConfig = { override: plainSchema }
const withComponents = createJsonSchemaTransformObject({ zodToJsonConfig })

/** How `/openapi.json` is made from the schemas that validate (HTT3). */
export const documentOptions: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Tallymark',
      version: programVersion(),
      description: `Delivery and read receipts for any chat. [Problems](${PROBLEMS_ADDRESS}) lists why a request may be refused.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [FEEDS_TAG],
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a JWT of a user' } },
    },
  },
  transform: createJsonSchemaTransform({ zodToJsonConfig }),
  transformObject: (document) => usedOnly(withComponents(document)),
}

/** How `/docs` shows it: from files of its own only. */
export const documentationOptions: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  uiConfig: { validatorUrl: null, docExpansion: 'list' },
  staticCSP:
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
