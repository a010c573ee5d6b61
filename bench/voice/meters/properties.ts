import { clauseAgreement } from '../../../server/src/voice/text/corpora.ts'
import { type Reading, reader } from '../report/readings.ts'

// What is measured beside the code it measures, and only collected here.

/** V11: the splitter against its labelled lines. */
export function readSplitter(): Reading[] {
  return (['test', 'tuning'] as const).map((half) => {
    const { n, share, low, high } = clauseAgreement(half)
    const estimate = { value: share, n, low, high }
    return reader(null, half === 'tuning')('V11', 'agreement of the splitter', estimate, 'share', { least: 0.95 })
  })
}
