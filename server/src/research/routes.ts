import { OfSession, ResearchAnswer, ResearchNotes, ResearchRequest, SavedNotes } from '@lva/contracts/research'
import { clientGone } from '../http/events.ts'
import type { App } from '../http/http.ts'
import { bearerToken } from '../http/who-asks.ts'
import type { Research } from './research.ts'

const tags = ['research']

/** Looking things up, and the pages a conversation rests on. `isPersonal`: whether a token is one that programs are given. */
export function researchRoutes(app: App, research: Research, isPersonal: (token: string) => boolean) {
  app.post(
    '/api/research',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Look something up',
        description:
          'Asks the searches of this server (the web, Wikipedia, arXiv) and what the learner said and brought, at the same time. A source that does not answer is named in `asked`. At most 20 an hour and 100 a day that ask somebody outside. A personal access token asks outside only where the learner lets everything be looked up (`look_up: always`).',
        body: ResearchRequest,
        response: { 200: ResearchAnswer },
      },
    },
    async ({ body, learner, headers }, reply) =>
      research.answer(learner, body, {
        signal: clientGone(reply),
        byProgram: isPersonal(bearerToken(headers) ?? ''),
      }),
  )

  app.get(
    '/api/research/notes/:session_id',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        summary: 'The pages of the web a conversation rests on',
        params: OfSession,
        response: { 200: ResearchNotes },
      },
    },
    async ({ learner, params }) => research.notes.of(learner.userId, params.session_id),
  )

  app.post(
    '/api/research/notes/:session_id/save',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Keep pages of a conversation as documents',
        description: 'Deleting the document undoes it.',
        params: OfSession,
        body: SavedNotes,
        response: { 200: ResearchNotes },
      },
    },
    async ({ learner, params, body }, reply) =>
      research.notes.save(learner.userId, params.session_id, body.urls, { signal: clientGone(reply) }),
  )
}
