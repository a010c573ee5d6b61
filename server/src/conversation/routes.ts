import { Readable } from 'node:stream'
import {
  DeleteSessionQuery,
  ExchangeChange,
  ExportFormat,
  History,
  HistoryQuery,
  SessionEnd,
  SessionId,
  Sessions,
  SessionsQuery,
  Stats,
  TurnAnswer,
  type TurnEvent,
  TurnRequest,
} from '@lva/contracts/conversation'
import { Id } from '@lva/contracts/text'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sendEvents } from '../http/events.ts'
import { type App, AUDIO_BODY_BYTES_MAX } from '../http/http.ts'
import { Problem } from '../problem.ts'
import type { Conversation } from './conversation.ts'

const OfExchange = z.object({ id: Id })
const OfSession = z.object({ session_id: SessionId })

/** The doors of the conversation. `speechUrl` tells where a reply can be heard, when somebody here can speak. */
export function conversationRoutes(
  app: App,
  {
    conversation,
    speechUrl,
  }: { conversation: Conversation; speechUrl: (userId: string, exchangeId: string) => string | undefined },
) {
  /** The turn as an event stream or, at its end, as JSON; one stream behind both. */
  async function answerTurn(request: FastifyRequest, reply: FastifyReply, events: AsyncIterable<TurnEvent>) {
    const spoken = withSpeech(events, (exchangeId) => speechUrl(request.learner.userId, exchangeId))
    if (request.headers.accept?.includes('text/event-stream')) return sendEvents(request, reply, spoken)
    for await (const event of spoken) {
      if (event.type !== 'reply-end') continue
      const { type: _, ...answer } = event
      return answer
    }
    throw new Error('A turn ended without its reply-end.')
  }

  app.post(
    '/api/conversation',
    {
      config: { scope: 'write' },
      bodyLimit: AUDIO_BODY_BYTES_MAX,
      schema: {
        ...{ tags: ['conversation'], summary: 'Say something', body: TurnRequest, response: { 200: TurnAnswer } },
        description:
          'A turn of a conversation, which is answered; in the mode `capture` it is only kept. Without a session it begins one.',
      },
    },
    (request, reply) => {
      const { learner, body } = request
      const text = body.text ?? body.message ?? ''
      const turn = {
        learner,
        sessionId: body.session_id ?? null,
        mode: body.mode,
        saidAt: body.said_at ? new Date(body.said_at) : undefined,
        documents: body.document_ids ?? undefined,
        idempotencyKey: idempotencyKey(request),
      }
      const events =
        body.audio_base64 && !text.trim()
          ? conversation.takeSpokenTurn({ ...turn, audio: decodeBase64(body.audio_base64) })
          : conversation.takeTurn({ ...turn, text })
      return answerTurn(request, reply, events)
    },
  )

  app.patch(
    '/api/conversation/exchanges/:id',
    {
      config: { scope: 'write' },
      schema: {
        tags: ['conversation'],
        summary: 'Correct my words, or have them answered anew',
        params: OfExchange,
        body: ExchangeChange,
        response: { 200: TurnAnswer },
      },
    },
    (request, reply) => {
      const { user_text, regenerate } = request.body
      return answerTurn(
        request,
        reply,
        conversation.correct(request.learner, request.params.id, { text: user_text, regenerate }),
      )
    },
  )

  app.delete(
    '/api/conversation/exchanges/:id',
    {
      config: { scope: 'write' },
      schema: { tags: ['conversation'], summary: 'Remove one turn', params: OfExchange, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await conversation.removeExchange(request.learner.userId, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/conversation/exchanges/:id/stop',
    {
      config: { scope: 'write' },
      schema: { tags: ['conversation'], summary: 'Stop the reply', params: OfExchange, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await conversation.stop(request.learner.userId, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/session/:session_id/history',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['conversation'],
        summary: 'What was said in a session',
        params: OfSession,
        querystring: HistoryQuery,
        response: { 200: History },
      },
    },
    (request) => conversation.history(request.learner.userId, request.params.session_id, request.query),
  )

  app.get(
    '/api/conversation/sessions',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['conversation'],
        summary: 'My sessions',
        querystring: SessionsQuery,
        response: { 200: Sessions },
      },
    },
    async (request) => {
      const sessions = await conversation.sessions(request.learner.userId, request.query)
      return { sessions, count: sessions.length }
    },
  )

  app.delete(
    '/api/conversation/sessions/:session_id',
    {
      config: { scope: 'write' },
      schema: {
        tags: ['conversation'],
        summary: 'Delete a session with every trace',
        params: OfSession,
        querystring: DeleteSessionQuery,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { decided_ms_ago: agoMs } = request.query
      await conversation.removeSession(request.learner.userId, request.params.session_id, { agoMs })
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/conversation/sessions/:session_id/end',
    {
      config: { scope: 'write' },
      schema: {
        tags: ['conversation'],
        summary: 'End a session with a note',
        params: OfSession,
        response: { 200: SessionEnd },
      },
    },
    async (request) => {
      const { session_id } = request.params
      return {
        session_id,
        summary: await conversation.endSession(request.learner, session_id, { signal: AbortSignal.timeout(60_000) }),
      }
    },
  )

  app.get(
    '/api/conversation/sessions/:session_id/export',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['conversation'],
        summary: 'Download a session',
        params: OfSession,
        querystring: z.object({ format: ExportFormat.default('markdown') }),
        response: { 200: z.unknown().describe('The file, as an attachment.') },
      },
    },
    async (request, reply) => {
      const file = await conversation.export(request.learner, request.params.session_id, request.query.format)
      reply.header(
        'Content-Disposition',
        `attachment; filename="session${file.name.slice(file.name.lastIndexOf('.'))}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      )
      return reply.type(file.mime).send(Readable.from(file.pieces))
    },
  )

  app.get(
    '/api/stats',
    {
      config: { scope: 'read' },
      schema: { tags: ['conversation'], summary: 'How much I have said', response: { 200: Stats } },
    },
    (request) => conversation.stats(request.learner.userId),
  )
}

async function* withSpeech(
  events: AsyncIterable<TurnEvent>,
  urlOf: (exchangeId: string) => string | undefined,
): AsyncGenerator<TurnEvent, void, undefined> {
  for await (const event of events) {
    const url = event.type === 'reply-end' && event.agent_text ? urlOf(event.exchange_id) : undefined
    yield event.type === 'reply-end' && url ? { ...event, audio_url: url } : event
  }
}

// A pattern over 33 MB would hold up everybody else for long, so what was not understood is told by its missing bytes.
function decodeBase64(text: string): Buffer {
  const plain = text.replace(/^data:[^,]{0,200},/, '').replace(/\s+/g, '')
  const bytes = Buffer.from(plain, 'base64')
  const isAscii = Buffer.byteLength(plain) === plain.length
  const digits = plain.length - (plain.endsWith('==') ? 2 : plain.endsWith('=') ? 1 : 0)
  if (!isAscii || bytes.length !== Math.floor((digits * 3) / 4) || digits % 4 === 1)
    throw new Problem('unknown-audio', 'The recording is not valid base64.')
  return bytes
}

function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Problem('bad-request', 'An Idempotency-Key has 1 to 200 visible ASCII characters.')
  return key
}
