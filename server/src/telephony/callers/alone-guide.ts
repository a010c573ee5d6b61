import type { Guide } from '../../conversation/conversation.ts'
import type { Calls } from './calls.ts'
import { wordsIn } from './wording.ts'

const NAME = 'phone'
/** How sessions of calls that continue none begin; others are not looked up. */
const OF_CALLS = 'twilio_'

/**
 * Leads every turn of a call that nobody has vouched for: what was said is kept already, and is answered in a word, without a model and
 * without anything of before. It has to be asked first of all guides.
 */
export function createAloneGuide({ calls }: { calls: Pick<Calls, 'isGuarded'> }): Guide {
  return {
    name: NAME,
    leads: async ({ userId }, { session_id }) =>
      session_id.startsWith(OF_CALLS) && (await calls.isGuarded(userId, session_id)),
    async *reply({ facts }) {
      yield { type: 'start', provider: NAME, model: null }
      yield { type: 'outcome', outcome: null, ruled: true }
      yield { type: 'delta', text: wordsIn(facts.locale).kept }
      yield { type: 'end', reason: 'complete', usage: {} }
    },
  }
}
