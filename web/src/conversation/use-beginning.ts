import { type Component, type Ref, ref, shallowRef } from 'vue'
import type { ReplyState } from '../voice/microphone.ts'
import type { useBrowserRecogniser } from '../voice/use-browser-recogniser.ts'
import type { useMicrophone } from '../voice/use-microphone.ts'

type Needs = {
  microphone: ReturnType<typeof useMicrophone>
  ears: ReturnType<typeof useBrowserRecogniser>
  reply: Ref<ReplyState>
  /** A tap on the button is to begin a hands-free conversation. */
  wantsLive: () => boolean
  /** A hands-free conversation is there. */
  began: () => Promise<void>
  /** Does something that may fail, and says so. */
  attempt: (work: () => Promise<unknown>) => Promise<unknown>
}

/** How somebody begins to talk: a turn, or hands-free. Before the browser's maker may hear a word, the learner is asked. */
export function useBeginning({ microphone, ears, reply, wantsLive, began, attempt }: Needs) {
  const asking = ref(false)
  /** The hands-free conversation, once the learner began one. */
  const live = shallowRef<Component | null>(null)

  /** What the learner was about to begin when they were asked. */
  let begin = () => {}

  const enterLive = () =>
    attempt(async () => {
      live.value = (await import('../voice/live/live-talk.vue')).default
      await began()
    })

  function turn() {
    microphone.press()
    microphone.release()
  }

  function ask(then: () => void) {
    begin = then
    asking.value = true
  }

  const goLive = () => (ears.mustAsk.value ? ask(enterLive) : void enterLive())

  return {
    asking,
    live,
    goLive,
    endLive() {
      live.value = null
    },
    /** The microphone, whose press may have to ask first. */
    asked: {
      ...microphone,
      press() {
        // A press that stops a reply asks nobody to listen.
        if (reply.value !== 'none') microphone.press()
        else if (wantsLive()) goLive()
        else if (ears.mustAsk.value) ask(turn)
        else microphone.press()
      },
    },
    async answerEars(allowed: boolean) {
      asking.value = false
      await attempt(() => ears.answer(allowed))
      begin()
    },
  }
}
