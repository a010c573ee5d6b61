import { optional, setting } from '../setting.ts'
import { oneOf, weightsOf, whole } from '../values.ts'

/** How a conversation is held. */
export const CONVERSATION = {
  MAX_AUDIO_DURATION: setting(whole(1, 600), '60', 'Longest recording that is taken.', { unit: 'seconds' }),
  MAX_CONTEXT_EXCHANGES: setting(
    whole(0, 100),
    '10',
    'Recent turns of a session that are given to the model word by word; older ones as a summary.',
    { unit: 'turns' },
  ),
  PROMPT_STRATEGY: optional(
    oneOf(['basic', 'few-shot', 'socratic', 'retrieval', 'reasoning']),
    'How the language model is asked, the same for every turn. Unset: chosen anew for each turn.',
  ),
  QUALITY_WEIGHTS: setting(
    weightsOf(['relevance', 'helpfulness', 'engagement', 'clarity', 'accuracy']),
    'relevance=0.30,helpfulness=0.25,engagement=0.20,clarity=0.15,accuracy=0.10',
    'What counts how much when it is judged how good a reply was; together 1.',
  ),
  SESSION_TIMEOUT: setting(whole(10, 86_400), '180', 'Silence after which a session counts as no longer active.', {
    unit: 'seconds',
  }),
}
