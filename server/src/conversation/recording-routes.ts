import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { Conversation } from './conversation.ts'

/** What this door needs of the recordings. */
interface Shelf {
  read(userId: string, recordingId: string): Promise<{ bytes: Uint8Array; mime: string }>
}

/** The sound of a turn, as long as it is kept. */
export function recordingRoutes(
  app: App,
  { conversation, recordings }: { conversation: Conversation; recordings: Shelf },
) {
  app.get(
    '/api/conversation/exchanges/:id/recording',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['conversation'],
        summary: 'Hear the recording of a turn',
        params: z.object({ id: Id }),
        response: { 200: z.unknown().describe('The recording as it was uploaded.') },
      },
    },
    async (request, reply) => {
      const { userId } = request.learner
      const { bytes, mime } = await recordings.read(userId, await conversation.recordingOf(userId, request.params.id))
      // Whatever else stands in the file, a browser that is led here runs none of it.
      reply.header('Content-Security-Policy', "default-src 'none'; sandbox")
      reply.header('Content-Disposition', `attachment; filename="recording.${mime.replace(/.*\W/, '')}"`)
      return reply.type(mime).send(Buffer.from(bytes))
    },
  )
}
