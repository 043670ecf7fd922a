import type { SwaggerTransformObject } from '@fastify/swagger'

type Document = ReturnType<SwaggerTransformObject>

/** The document without the schemas that nothing in it refers to. */
export function usedOnly(document: Document): Document {
  const { components } = document as { readonly components?: { readonly schemas?: object } }
  const schemas = Object.entries(components?.schemas ?? {})
  const text = JSON.stringify(document)
  const used = schemas.filter(([id]) => text.includes(`"#/components/schemas/${id}"`))
  if (used.length === schemas.length) return document
  return usedOnly({ ...document, components: { ...components, schemas: Object.fromEntries(used) } } as Document)
}
