import { type Stretch, timeline } from '../report/plots.ts'
import type { openConversation } from '../room/conversation.ts'

/** A conversation as a picture: states, what the learner said, what the companion was heard to say. */
export function chart(title: string, { states, said, player, now }: ReturnType<typeof openConversation>): string {
  const end = now()
  const inStates = states.map(
    ({ atMs, state }, n): Stretch => ({ fromMs: atMs, toMs: states[n + 1]?.atMs ?? end, name: state }),
  )
  const learner = said.map(({ fromMs, toMs, label }): Stretch => ({ fromMs, toMs, name: label }))
  return timeline(title, end, [
    { name: 'state', stretches: inStates },
    { name: 'learner', stretches: learner },
    { name: 'companion', stretches: stretchesOf(player.heard) },
  ])
}

function stretchesOf(heard: readonly { atMs: number; replyId: string }[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const { atMs, replyId } of heard) {
    const last = stretches.at(-1)
    if (last && last.name === replyId && atMs - last.toMs < 21) last.toMs = atMs + 20
    else stretches.push({ fromMs: atMs, toMs: atMs + 20, name: replyId })
  }
  return stretches
}
