import type { TurnEvent } from '@lva/contracts/conversation'
import type { ReviewCommand, ReviewCounts, ReviewSession } from '@lva/contracts/reviews'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { ApiProblem } from '../api/api-problem.ts'
import { events } from '../api/events.ts'
import { newId } from '../new-id.ts'
import { base64 } from '../outbox/kept.ts'
import type { Heard } from '../voice/microphone.ts'
import type { ReviewPhase } from './review-keys.ts'
import { reviewsApi } from './reviews-api.ts'

/** What the server says when somebody else, or the same learner on another device, was faster. */
const WENT_ON: ReadonlySet<string> = new Set(['already-answered', 'session-ended'])

/** What two looks at a review differ in when it has gone on in between. */
const momentOf = ({ question, last, ended_at }: ReviewSession): string =>
  JSON.stringify([question?.prompt_id, question?.asked_again, last?.review_id, last?.rating, ended_at])

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

  /**
   * One thing at a time: whoever presses twice means once. Rejects with what went wrong; where the review had gone on elsewhere it is shown
   * anew, and everything is as it was otherwise.
   */
  async function doing(work: () => Promise<void>) {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } catch (cause) {
      if (cause instanceof ApiProblem && WENT_ON.has(cause.code)) await lookAgain().catch(() => {})
      throw cause
    } finally {
      busy.value = false
    }
  }

  /** Shows what has become of the review elsewhere. An outcome that is being looked at stays as long as nothing has. */
  async function lookAgain() {
    const [before, within] = [review.value, busy.value]
    if (!before || before.ended_at !== null) return
    const now = await reviewsApi.session(before.id)
    // What was begun here meanwhile shows its own end.
    if (review.value === before && busy.value === within && momentOf(now) !== momentOf(before))
      show(now, { judged: false })
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
      // What changes a grade leaves its outcome in sight; what asks again, or for help, shows the question.
      const stays = wanted === 'right' || wanted === 'hard' || wanted === 'easy'
      const { id, question, last } = open()
      const meant = (stays ? null : question) ?? last
      const body = { command: wanted, id: attemptId, ...(meant ? { prompt_id: meant.prompt_id } : {}) }
      const next = await reviewsApi.command(id, body)
      if (!stays) said.value = ''
      show(next, { judged: wanted === 'unknown' })
      if (stays) outcomeShown.value = true
    })
  }

  onScopeDispose(
    events.on(['refetch', 'reviews-changed'], () => {
      // What is done here tells it by itself.
      if (busy.value) return
      if (began.value) void lookAgain().catch(() => {})
      else void load()
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
        review.value = await reviewsApi.command(open().id, { command: 'stop' })
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
