import { parseArgs } from 'node:util'
import fitTo, { type Histories } from '../server/src/reviews/fitting.ts'
import { DEFAULT_W } from '../server/src/reviews/scheduler.ts'
import { keep } from './results.ts'
import { collectionReviews, isCollection, writeCollection } from './schedules/collection.ts'
import { compare } from './schedules/compare.ts'
import { invented } from './schedules/invented.ts'
import { revlog } from './schedules/revlog.ts'

// Whether reviews come back when the public optimiser says they should, and what fitting parameters is worth: on somebody invented, and on
// the reviews of a file: a collection of Anki, or one review a line (--file=PATH, which goes nowhere). --write=PATH makes such a collection of
// somebody invented first.
const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    write: { type: 'string' },
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '7' },
    results: { type: 'string', default: 'bench/results/schedules.json' },
  },
})

const compared = compare({ histories: Number(values.histories), seed: Number(values.seed) })
process.stdout.write(
  `${compared.histories} random histories, ${compared.reviews} reviews, fuzz off: ${compared.days} come back on another day than the binding says` +
    ` (${compared.beyondRounding} of them for more than rounding); stability differs by at most ${(compared.stability * 100).toExponential(1)} %\n`,
)
for (const example of compared.examples.slice(0, 10)) process.stdout.write(`  ${example}\n`)

const fits: Array<{ what: string; n: number; default: number; fitted: number; seconds: number }> = []
async function fitted(what: string, reviews: Histories['reviews']) {
  const began = performance.now()
  const { n, loss } = await fitTo({ reviews, usual: [...DEFAULT_W] })
  const seconds = (performance.now() - began) / 1000
  fits.push({ what, n, ...loss, seconds })
  process.stdout.write(
    `${what}: log-loss ${loss.default.toFixed(4)} with the usual parameters, ${loss.fitted.toFixed(4)} fitted, n = ${n} reviews, ${seconds.toFixed(1)} s\n`,
  )
}

await fitted('somebody invented, who forgets otherwise', invented(Number(values.seed)))
if (values.write)
  process.stdout.write(`${values.write}: ${writeCollection(values.write, Number(values.seed))} rows written\n`)
if (values.file) {
  const { reviews, left } = isCollection(values.file) ? collectionReviews(values.file) : revlog(values.file)
  if (left > 0) process.stdout.write(`${left} lines are no reviews and were left out\n`)
  await fitted(values.file, reviews)
}
keep(values.results, { compared, fits })
