import type { FastifyReply } from 'fastify'

/** Adds a request header's name to `Vary`, beside those that are there. */
export function vary(reply: FastifyReply, name: string): void {
  const present = [reply.getHeader('Vary') ?? []].flat().join(', ')
  const names = present.split(/\s*,\s*/).filter(Boolean)
  if (!names.includes(name)) reply.header('Vary', [...names, name].join(', '))
}
