import type {
  CorrectionFeedback,
  ExplicitFeedback,
  FeedbackSummary,
  FeedbackTaken,
  ImplicitFeedback,
  ReplyFeedback,
} from '@lva/contracts/feedback'
import { reactive } from 'vue'
import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'

/** What was said of a reply, as far as this page shows it. */
export type Said = Pick<ReplyFeedback, 'thumb' | 'rating' | 'reason' | 'comment' | 'corrected'>

const NOTHING: Said = { thumb: null, rating: null, reason: null, comment: null, corrected: false }
/** What was said of replies, by turn; asked for once for each session. */
const said = reactive(new Map<string, Said>())
const asked = new Map<string, Promise<void>>()

useAccount().afterSignOut(() => {
  said.clear()
  asked.clear()
})

async function look(sessionId: string) {
  const { replies } = await api.get<FeedbackSummary>(`/api/feedback/summary/${encodeURIComponent(sessionId)}`)
  // What was said meanwhile is newer.
  for (const reply of replies) if (!said.has(reply.exchange_id)) said.set(reply.exchange_id, reply)
}

/** What the learner says of the replies of a session. It is shown at once, and taken back where the server does not take it. */
export function useFeedback(sessionId: string) {
  /** Changes what is shown while `work` tells the server, and puts it back when that fails. */
  async function change(exchangeId: string, to: Said, work: () => Promise<unknown>) {
    const before = said.get(exchangeId) ?? NOTHING
    said.set(exchangeId, to)
    try {
      await work()
    } catch (fault) {
      said.set(exchangeId, before)
      throw fault
    }
  }

  return {
    of: (exchangeId: string): Said => said.get(exchangeId) ?? NOTHING,

    /** Asks what was said before, once; a failure is asked for again the next time. */
    async look(): Promise<void> {
      const known = asked.get(sessionId) ?? look(sessionId)
      asked.set(sessionId, known)
      await known.catch((fault: unknown) => {
        asked.delete(sessionId)
        throw fault
      })
    },

    /** It is not shown any more, and may be about another reply when it is again: then it is asked for anew. */
    leave(exchangeId: string) {
      said.delete(exchangeId)
      asked.delete(sessionId)
    },

    /** Says something of a reply; what is not named stays as it was said. */
    async give(exchangeId: string, what: Partial<Pick<Said, 'thumb' | 'reason' | 'comment'>>): Promise<void> {
      const to = { ...(said.get(exchangeId) ?? NOTHING), ...what }
      const { thumb, rating, reason, comment } = to
      const body: ExplicitFeedback = { exchange_id: exchangeId, thumb, rating, reason, comment }
      await change(exchangeId, to, () => api.post<FeedbackTaken>('/api/feedback/explicit', { body }))
    },

    async takeBack(exchangeId: string): Promise<void> {
      const { corrected } = said.get(exchangeId) ?? NOTHING
      await change(exchangeId, { ...NOTHING, corrected }, () => api.delete(`/api/feedback/explicit/${exchangeId}`))
    },

    /** It missed what was meant. */
    async correct(exchangeId: string, comment: string | null): Promise<void> {
      const body: CorrectionFeedback = { exchange_id: exchangeId, comment }
      await change(exchangeId, { ...(said.get(exchangeId) ?? NOTHING), corrected: true }, () =>
        api.post<FeedbackTaken>('/api/feedback/correction', { body }),
      )
    },

    async notice(exchangeId: string, kind: ImplicitFeedback['kind']): Promise<void> {
      const body: ImplicitFeedback = { exchange_id: exchangeId, kind }
      await api.post<FeedbackTaken>('/api/feedback/implicit', { body })
    },
  }
}
