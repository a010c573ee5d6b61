import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

/** The Fastify instance every slice hangs its routes on. Bodies, queries and answers are zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The port the doors really stand on; undefined while they are shut. */
export function portOf(app: App | undefined): number | undefined {
  const bound = app?.server.address()
  return typeof bound === 'object' ? bound?.port : undefined
}
