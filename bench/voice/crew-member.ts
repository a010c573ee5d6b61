import { join } from 'node:path'
import { createVoiceDetector } from '@lva/speech/detector'
import { endings, noises, overlaps } from './corpus/corpus.ts'
import type { CrewStage, Order, Outcome } from './crew.ts'
import { playEnding } from './meters/endings.ts'
import { playOverlap } from './meters/overlaps.ts'
import { writeStereo } from './report/stereo.ts'
import type { Stage } from './scenarios/stage.ts'
import { createStudio } from './sound/studio.ts'

// One of several processes that play clips for an evaluation. Run by crew.ts.

const { folder, wavs, ears, without } = JSON.parse(process.argv[2] ?? '') as CrewStage
const stage: Stage = {
  studio: createStudio(join(folder, 'clips')),
  folder,
  ears,
  without,
  detector: createVoiceDetector,
  live: null,
}
const [overlapping, ending] = [[...overlaps(), ...noises()], endings()]

process.on('message', (order: Order) => {
  play(order).then(
    (outcome) => tell({ outcome }),
    (error: unknown) => tell({ fault: error instanceof Error ? error.message : String(error) }),
  )
})
process.once('disconnect', () => process.exit(0))

async function play({ play: what, id }: Order) {
  const known = <T extends { id: string }>(all: T[]) => {
    const clip = all.find((one) => one.id === id)
    if (!clip) throw new Error('there is no such clip')
    return clip
  }
  if (what === 'ending') return (await playEnding(stage, known(ending))).outcome
  const { outcome, conversation } = await playOverlap(stage, known(overlapping))
  if (!outcome.right) writeStereo(join(wavs, `${ears}-${id}.wav`), conversation)
  return outcome
}

function tell(outcome: Outcome) {
  process.send?.(outcome)
}
