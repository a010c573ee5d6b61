import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Without } from '../../server/src/voice/live/session-needs.ts'
import type { Ears } from './scenarios/kinds.ts'

// Several processes play clips at once: a program that recognises holds up the conversation that asked it.

/** What every clip is played with. */
export interface CrewStage {
  folder: string
  wavs: string
  ears: Ears
  without: Without
}

/** What is asked for, and answered. */
export interface Order {
  play: 'overlap' | 'ending'
  id: string
}
export type Outcome = { outcome: unknown } | { fault: string }

/** `size` processes, which end with this one. */
export function hireCrew(size: number, stage: CrewStage) {
  const member = fileURLToPath(new URL('crew-member.ts', import.meta.url))
  // Not of our group: whoever stops the evaluation lets a clip come to its end, and the program that it waits for.
  const all = Array.from({ length: size }, () => fork(member, [JSON.stringify(stage)], { detached: true }))
  const free = [...all]
  return {
    size,
    /** Plays a clip; never more at once than there are members. */
    async play<T>(order: Order): Promise<T> {
      const one = free.pop()
      if (!one) throw new Error('more clips at once than there are processes')
      const answer = await ask(one, order)
      free.push(one)
      if ('fault' in answer) throw new Error(`${order.id}: ${answer.fault}`)
      return answer.outcome as T
    },
    leave() {
      for (const one of all) one.disconnect()
    },
  }
}

function ask(one: ChildProcess, order: Order): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`a process that played ended with ${code}`))
    one.once('exit', gone)
    one.once('message', (answer) => {
      one.off('exit', gone)
      resolve(answer as Outcome)
    })
    one.send(order)
  })
}
