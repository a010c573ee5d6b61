import type { ServerFrame } from '@lva/contracts/socket'
import type { HandsFreeEvent } from './hands-free.ts'
import type { LiveNeeds } from './live-needs.ts'
import type { createLiveReply } from './live-reply.ts'
import type { createLiveSaying } from './live-saying.ts'
import type { createLiveView } from './live-view.ts'
import type { LiveMouth } from './mouth.ts'
import { asHeard } from './pace.ts'

type Needs = Pick<LiveNeeds, 'overlap' | 'complain' | 'script' | 'now'> & {
  saying: Pick<ReturnType<typeof createLiveSaying>, 'safe' | 'wordsSafe'>
  reply: ReturnType<typeof createLiveReply>
  view: ReturnType<typeof createLiveView>
  mouth: () => LiveMouth | null
  tell: (event: HandsFreeEvent) => void
  /** It is the learner's turn, from now on. */
  theirTurn: () => void
}

/** Passes on what the server says, to whom it concerns. */
export function createServerFrames({
  overlap,
  complain,
  script,
  now,
  saying,
  reply,
  view,
  mouth,
  tell,
  theirTurn,
}: Needs) {
  function step(frame: Parameters<typeof view.follow>[0]) {
    view.follow(frame)
    switch (frame.type) {
      case 'transcript-delta':
        tell({ type: 'speech' })
        break
      case 'transcript-end':
        tell({ type: 'turn-taken' })
        saying.wordsSafe(frame.text)
        break
      case 'reply-start':
        reply.begin(frame.reply_id ?? frame.exchange_id)
        break
      case 'reply-delta':
        mouth()?.words(frame.text)
        break
      case 'reply-end':
        reply.end()
        void script.refresh()
        break
    }
  }

  return (frame: ServerFrame): void => {
    switch (frame.type) {
      case 'audio-ack':
        saying.safe(frame.through_ms)
        break
      case 'speech-start':
        theirTurn()
        tell({ type: 'speech' })
        break
      case 'state':
        tell({ type: 'server', state: frame.state })
        break
      case 'duck':
        reply.tell({ type: 'told', what: frame.on ? 'duck' : 'unduck', at: now() })
        break
      case 'pause':
      case 'resume':
      case 'clear':
        reply.tell({ type: 'told', what: frame.type, at: now() })
        if (frame.type === 'clear') overlap.reset()
        break
      case 'metrics':
        view.measured(frame.reply_id, asHeard(frame.stages, reply.heardAfterMs(frame.reply_id)))
        break
      case 'error':
        complain(frame.code, frame.detail)
        break
      case 'transcript-delta':
      case 'transcript-end':
      case 'reply-start':
      case 'reply-delta':
      case 'tool':
      case 'reply-end':
        step(frame)
        break
    }
  }
}
