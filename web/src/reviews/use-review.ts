import type { TurnEvent } from '@lva/contracts/conversation'
import type { ReviewCommand, ReviewCounts, ReviewSession } from '@lva/contracts/reviews'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { newId } from '../new-id.ts'
import { base64 } from '../outbox/kept.ts'
import type { Heard } from '../voice/microphone.ts'
import type { ReviewPhase } from './review-keys.ts'
import { reviewsApi } from './reviews-api.ts'

/** One review, from what is due to how it went. What was answered is the server's at once: it goes on here or on any other device. */
export function useReview(deck: () => string | null) {
  const review = shallowRef<ReviewSession | null>(null)
  const counts = shallowRef<ReviewCounts | null>(null)
  const dueOfDeck = ref<number | null>(null)
  const fault = shallowRef<unknown>(null)
  const loaded = ref(false)
  const busy = ref(false)
  /** What the learner said last, as it was understood. */
  const said = ref('')
  /** An answer is before the learner's eyes that they have not judged yet. */
  const uncovered = ref(false)
  /** What became of an answer is shown until they go on. */
  const outcomeShown = ref(false)
  const began = ref(false)
  /** The same answer is sent again under the same id when the first try did not get through. */
  let attemptId = newId()

  const phase = computed((): ReviewPhase => {
    if (!began.value || !review.value) return 'none'
    if (outcomeShown.value) return 'outcome'
    if (!review.value.question) return 'none'
    return uncovered.value ? 'uncovered' : 'question'
  })
  const over = computed(() => began.value && review.value !== null && phase.value === 'none')

  async function load() {
    try {
      const [open, now, decks] = await Promise.all([
        reviewsApi.open(),
        reviewsApi.counts(),
        deck() === null ? null : reviewsApi.decks(),
      ])
      review.value = open.review
      counts.value = now
      dueOfDeck.value = decks ? (decks.decks.find(({ name }) => name === deck())?.due ?? 0) : null
      fault.value = null
    } catch (cause) {
      fault.value = cause
    }
    loaded.value = true
  }

  /** Shows what the server made of something; `judged`: it was an answer, whose outcome is looked at first. */
  function show(next: ReviewSession, { judged }: { judged: boolean }) {
    const before = review.value
    const decided = next.last !== null && next.last.review_id !== before?.last?.review_id
    review.value = next
    uncovered.value = false
    outcomeShown.value = judged && decided
    attemptId = newId()
  }

  /** One thing at a time: whoever presses twice means once. Rejects with what went wrong, and everything is as it was. */
  async function doing(work: () => Promise<void>) {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } finally {
      busy.value = false
    }
  }

  const open = () => review.value as ReviewSession

  async function begin() {
    await doing(async () => {
      review.value = await reviewsApi.begin(deck())
      said.value = ''
      outcomeShown.value = false
      uncovered.value = false
      began.value = true
    })
  }

  async function answer(text: string) {
    const prompt = review.value?.question?.prompt_id
    if (!prompt) return
    await doing(async () => {
      const next = await reviewsApi.answer(open().id, { id: attemptId, prompt_id: prompt, text })
      said.value = text
      show(next, { judged: true })
    })
  }

  /** A spoken answer is a turn of the conversation the review takes place in. */
  async function speak({ sound, words }: Heard) {
    if (words) return answer(words)
    await doing(async () => {
      const body = { session_id: open().session_id, audio_base64: base64(await sound.arrayBuffer()) }
      const turn = api.events<TurnEvent>('/api/conversation', body, { idempotencyKey: attemptId })
      for await (const event of turn) if (event.type === 'turn-start') said.value = event.user_text
      show(await reviewsApi.session(open().id), { judged: true })
    })
  }

  async function rate(rating: number) {
    const prompt = review.value?.question?.prompt_id
    if (!prompt) return
    await doing(async () => {
      const next = await reviewsApi.rate(open().id, { id: attemptId, prompt_id: prompt, rating })
      said.value = ''
      show(next, { judged: true })
    })
  }

  async function command(wanted: ReviewCommand) {
    await doing(async () => {
      const next = await reviewsApi.command(open().id, wanted)
      // What changes a grade leaves its outcome in sight; what asks again, or for help, shows the question.
      const stays = wanted === 'right' || wanted === 'hard' || wanted === 'easy'
      if (!stays) said.value = ''
      show(next, { judged: wanted === 'unknown' })
      if (stays) outcomeShown.value = true
    })
  }

  onScopeDispose(
    events.on(['refetch'], () => {
      // Somebody may have gone on elsewhere while nothing was heard here.
      if (!began.value && !busy.value) void load()
    }),
  )

  return {
    ...{ review, counts, dueOfDeck, fault, loaded, busy, said, phase, over, began },
    ...{ load, begin, answer, speak, rate, command },
    reveal() {
      uncovered.value = true
    },
    next() {
      outcomeShown.value = false
      said.value = ''
    },
    /** Ends it here. What was answered stays answered. */
    async stop() {
      await doing(async () => {
        review.value = await reviewsApi.command(open().id, 'stop')
        outcomeShown.value = false
        uncovered.value = false
      })
      counts.value = await reviewsApi.counts()
    },
    /** Goes back to what is due now. */
    async leave() {
      began.value = false
      await load()
    },
  }
}
