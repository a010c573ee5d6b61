import { computed, ref, type WritableComputedRef, watch } from 'vue'
import { sentenceFor } from '../api/sentence-for.ts'
import { t } from '../messages/messages.ts'
import { notices } from './notices.ts'
import './saved-at-once.en.ts'

/**
 * A choice that is saved as soon as it is made. It shows what the learner picked at once, and what the server has when
 * saving failed.
 */
export function savedAtOnce<T>(read: () => T, save: (value: T) => Promise<unknown>): WritableComputedRef<T> {
  const shown = ref(read()) as { value: T }
  watch(read, (value) => {
    shown.value = value
  })
  return computed({
    get: () => shown.value,
    set: (value) => {
      shown.value = value
      save(value).catch((fault: unknown) => {
        shown.value = read()
        notices.say(t('saved.not', { why: sentenceFor(fault) }), { tone: 'bad' })
      })
    },
  })
}
