import { EventsQuery, type LearnerEvent } from '@lva/contracts/events'
import { clientGone, sendEvents } from '../http/events.ts'
import type { App } from '../http/http.ts'
import { type Authenticate, bearerToken } from '../http/who-asks.ts'
import { Problem } from '../problem.ts'
import type { Events } from './events.ts'

/** What a personal access token needs to listen. */
const SCOPE = 'read'
/** How often it is looked whether somebody who hears nothing is still signed in. */
const LOOK_MS = 15_000

/** `/api/events`: what happens to a learner, as it happens. */
export function eventRoutes(app: App, { events, authenticate }: { events: Events; authenticate: Authenticate }) {
  app.get(
    '/api/events',
    {
      config: { scope: SCOPE },
      schema: {
        tags: ['events'],
        summary: 'What changes, as it changes: server-sent events',
        querystring: EventsQuery,
      },
    },
    async (request, reply) => {
      // Whoever asks for the head alone waits for nothing.
      if (request.method === 'HEAD') return reply.type('text/event-stream; charset=utf-8').send()
      const token = bearerToken(request.headers)
      if (token === null) throw new Problem('sign-in-required', 'Sign in first.')
      const stillSignedIn = () => authenticate(token, SCOPE)
      const mailbox = events.listen(request.learner.userId)
      const { seconds } = request.query
      const limit = seconds === undefined ? [] : [AbortSignal.timeout(seconds * 1000)]
      const over = AbortSignal.any([clientGone(reply), ...limit])
      over.addEventListener('abort', () => mailbox.close())
      const looking = setInterval(() => stillSignedIn().catch(mailbox.close), LOOK_MS)
      await sendEvents(request, reply, whileSignedIn(mailbox.values(), stillSignedIn)).finally(() => {
        clearInterval(looking)
        mailbox.close()
      })
      return reply
    },
  )
}

/** Nothing is told to whoever has been signed out meanwhile. */
async function* whileSignedIn(
  events: AsyncIterable<LearnerEvent>,
  stillSignedIn: () => Promise<unknown>,
): AsyncGenerator<LearnerEvent> {
  for await (const event of events) {
    await stillSignedIn()
    yield event
  }
}
