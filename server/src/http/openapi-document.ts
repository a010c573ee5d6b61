/** The parts of an OpenAPI 3.1 document that the reference page reads. */
export interface OpenApi {
  openapi: string
  info: { title: string; version: string; description?: string }
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Shape>; responses?: Record<string, Answer> }
}

export interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  deprecated?: boolean
  /** Empty: open to everybody. */
  security?: unknown[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema?: Shape }> }
  responses?: Record<string, Answer>
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Shape
}

export interface Answer {
  $ref?: string
  description?: string
  content?: Record<string, { schema?: Shape }>
}

/** A JSON Schema (2020-12), as far as zod writes it. */
export interface Shape {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  additionalProperties?: boolean | Shape
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}
