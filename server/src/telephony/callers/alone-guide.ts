import type { Guide } from '../../conversation/conversation.ts'
import { isOfCall } from '../../ids.ts'
import type { Calls } from './calls.ts'
import { wordsIn } from './wording.ts'

const NAME = 'phone'

/**
 * Leads every turn of a call that nobody has vouched for: what was said is kept already, and is answered in a word, without a model and
 * without anything of before. It has to be asked first of all guides.
 */
export function createAloneGuide({ calls }: { calls: Pick<Calls, 'isGuarded'> }): Guide {
  return {
    name: NAME,
    // Other sessions are not looked up.
    leads: async ({ userId }, { session_id }) => isOfCall(session_id) && (await calls.isGuarded(userId, session_id)),
    async *reply({ facts }) {
      yield { type: 'start', provider: NAME, model: null }
      yield { type: 'outcome', outcome: null, ruled: true }
      yield { type: 'delta', text: wordsIn(facts.locale).kept }
      yield { type: 'end', reason: 'complete', usage: {} }
    },
  }
}
