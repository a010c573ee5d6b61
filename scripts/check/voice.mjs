import { spawnSync } from 'node:child_process'
import { run } from '../steps/run.mjs'

/** The gate set of the voice evaluation: synthesised conversations on a clock that is turned by hand, against numbers that were agreed to. */
export async function voice() {
  const missing = ['flite', 'espeak-ng'].filter((program) => spawnSync('which', [program]).status !== 0)
  if (missing.length > 0 && !process.env.CI) return { figure: `left out, no ${missing.join(' and ')} here`, faults: [] }
  const { code, stdout, stderr } = await run(process.execPath, ['bench/eval-voice.ts', '--gate'])
  const figure = stdout.match(/^\d+ of \d+ numbers with a goal meet it$/m)?.[0] ?? 'not read'
  return { figure, faults: code === 0 ? [] : stderr.trim().split('\n') }
}
