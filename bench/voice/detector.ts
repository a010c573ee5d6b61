import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareDetectors, linesOf, sileroModel } from './meters/detectors.ts'
import { workThrough } from './progress.ts'
import { createStudio } from './sound/studio.ts'

// npm run bench:detector: the detectors of speech next to each other, in every condition and on both halves of the corpus. The report of
// npm run eval:voice has the test half.

const RESULTS = fileURLToPath(new URL('../results/voice', import.meta.url))
mkdirSync(RESULTS, { recursive: true })
const model = sileroModel()
if (!model) console.log('without Silero: the package @ricky0123/vad-web, which has its model, is not installed')
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
const comparing = {
  what: 'detectors',
  weight: 90,
  async work(each: Parameters<typeof compareDetectors>[0]['each']) {
    const compared = await compareDetectors({ studio: createStudio(join(RESULTS, 'clips')), model, each })
    if (!compared) return
    const lines = linesOf(compared)
    for (const [title, figures] of Object.entries(lines))
      console.log(
        `${title}: ${Object.entries(figures)
          .map(([name, value]) => `${name} ${value}`)
          .join(' · ')}`,
      )
    writeFileSync(join(RESULTS, 'detector.json'), `${JSON.stringify(lines, null, 1)}\n`)
  },
}
await workThrough([comparing], { tell: (line) => console.log(line), signal: stop.signal })
