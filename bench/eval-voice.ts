import { fileURLToPath } from 'node:url'
import { endings, noises, overlaps, speakers } from './voice/corpus/corpus.ts'
import { babbleOf } from './voice/sound/babble.ts'
import { noiseOf } from './voice/sound/noises.ts'
import { createStudio, missingPrograms } from './voice/sound/studio.ts'

// How the voice engine behaves, read from conversations that are synthesised here: no keys, no network. voice/corpus/README.md says what is
// said in them and what ought to come of it.

const CLIPS = fileURLToPath(new URL('results/voice/clips', import.meta.url))

const missing = await missingPrograms(['flite', 'espeak-ng'])
if (missing.length > 0) {
  console.error(`The evaluation needs ${missing.join(', ')}. On Debian: apt install flite espeak-ng`)
  process.exit(1)
}

const studio = createStudio(CLIPS)
const clips = [...overlaps(), ...noises(), ...endings()]
for (const clip of clips)
  if (clip.kind !== 'noise') await studio.say(clip.saying, clip.voice)
  else if (clip.sound === 'babble') await babbleOf(studio, clip)
  else noiseOf(clip.sound, clip)

const counts: Record<string, { tuning: number; test: number }> = {}
for (const { kind, split } of clips) {
  counts[kind] ??= { tuning: 0, test: 0 }
  counts[kind][split]++
}
console.table(counts)
const { phrases, ...people } = speakers()
console.table(
  Object.values(people)
    .flat()
    .map(({ phrases: _, ...speaker }) => speaker),
)
console.log(`${phrases.length} phrases between the pauses`)
