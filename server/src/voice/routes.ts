import { Readable } from 'node:stream'
import { SpeechLink, Voices } from '@lva/contracts/conversation'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import { clientGone } from '../http/events.ts'
import type { App } from '../http/http.ts'
import { Problem } from '../problem.ts'
import type { Voice } from './voice.ts'

const Link = z.object({
  user: Id,
  expires: z.coerce.number().int(),
  signature: z.string().max(100),
  voice: text({ max: 120 }).optional(),
  rate: z.coerce.number().min(0.5).max(2).default(1),
  language: text({ max: 35 }).default('en'),
})

/** Where replies are heard. The link itself is the key, so the route asks for no header. */
export function voiceRoutes(app: App, voice: Voice) {
  app.get(
    '/api/voices',
    {
      config: { scope: 'read' },
      schema: { tags: ['voice'], summary: 'The voices of this server', response: { 200: Voices } },
    },
    ({ learner }) => voice.voices(learner.userId, AbortSignal.timeout(5_000)),
  )

  app.delete(
    '/api/voice/habits',
    {
      config: { scope: 'write' },
      schema: {
        tags: ['voice'],
        summary: 'Forget how I pause while I speak',
        response: { 204: z.null().describe('It is learnt anew.') },
      },
    },
    async ({ learner }, reply) => {
      await voice.forgetHabits(learner.userId)
      reply.code(204)
      return null
    },
  )

  app.get(
    '/api/conversation/exchanges/:id/speech',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['voice'],
        summary: 'A link under which a reply can be heard for five minutes',
        params: z.object({ id: Id }),
        response: { 200: SpeechLink },
      },
    },
    async (request) => ({ audio_url: await voice.freshLink(request.learner.userId, request.params.id) }),
  )

  app.get(
    '/api/speech/:id',
    {
      config: { open: true },
      schema: {
        tags: ['voice'],
        summary: 'Hear a reply, by the link its answer carries',
        params: z.object({ id: Id }),
        querystring: Link,
        response: { 200: z.unknown().describe('A WAV file, streamed while it is spoken.') },
      },
    },
    async (request, reply) => {
      const { user, expires, signature, rate, language } = request.query
      if (!voice.linkIsGood({ userId: user, id: request.params.id, expires, signature }))
        throw new Problem('sign-in-required', 'This link has run out. Open the turn again.')
      const sound = voice.read(user, request.params.id, {
        voice: request.query.voice ?? null,
        rate,
        language,
        signal: clientGone(reply),
      })
      // The first piece is awaited here, so that a failing voice becomes an error answer and not a broken file.
      const first = await sound.next()
      // Whoever opens the link as a page gets a sound and nothing that could run.
      reply.header('Content-Security-Policy', "default-src 'none'; sandbox")
      reply.type('audio/wav')
      return reply.send(Readable.from(resumed(first, sound)))
    },
  )
}

async function* resumed(first: IteratorResult<Buffer, void>, rest: AsyncGenerator<Buffer, void, undefined>) {
  if (!first.done) yield first.value
  yield* rest
}
