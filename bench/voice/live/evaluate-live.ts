import { createInterface } from 'node:readline/promises'
import { type Clock, realClock } from '../../../server/src/providers/clock.ts'
import type { Amounts } from '../../../server/src/providers/prices.ts'
import { percentileOf } from '../../statistics.ts'
import { addPlots } from '../evaluate.ts'
import { listening } from '../parts/listening.ts'
import type { Plan } from '../plan.ts'
import { workThrough } from '../progress.ts'
import { type Reading, reader } from '../report/readings.ts'
import { writeReport } from '../report/written.ts'
import { type Needs, openRound, type Round } from '../round.ts'
import { type Capability, type LiveVendors, liveVendors } from './vendors.ts'

// The same conversations with vendors in the place of what is computed, on the clock of this machine.

const PROBED_WITHIN_MS = 20_000
/** Of one clip: its conversation, what is said to the recogniser, what the model writes and the voice says. Somewhat more than is usual. */
const A_CLIP = { ms: 16_000, seconds: 16, characters: 450, inputTokens: 900, outputTokens: 220 }

interface LiveNeeds extends Needs {
  env: Record<string, string | undefined>
  /** Nobody is asked whether it may cost something. */
  yes: boolean
  clock?: Clock
  /** Lets 20 ms go by on the clock. */
  pass?: () => Promise<void>
}

/** Plays the plan with whoever is configured, and writes the report `live`. Sends nothing before it was agreed to. The process's exit code. */
export async function evaluateLive(plan: Plan, needs: LiveNeeds): Promise<number> {
  const { tell, signal, clock = realClock } = needs
  const vendors = liveVendors(needs.env, { clock })
  if (vendors.names.length === 0) {
    tell(NOBODY)
    return 1
  }
  const clips = plan.ears.reduce((sum, { overlaps, endings }) => sum + overlaps.length + endings.length, 0)
  tell(`${vendors.names.join(' · ')}; what is not configured is computed as ever`)
  const { lines, dollars, unknown } = vendors.estimate(amountsOf(clips))
  tell(`${clips} conversations, about ${Math.ceil((clips * A_CLIP.ms) / 60_000)} min of real time, will be sent there:`)
  for (const line of lines) tell(`  ${line}`)
  tell(
    `together about $${dollars.toFixed(2)}${unknown.length > 0 ? `, and what ${unknown.join(' and ').toUpperCase()} costs` : ''}`,
  )
  if (!needs.yes && !(await agreed())) {
    tell('Nothing was sent. With --yes it begins without asking.')
    return 1
  }
  const refused = await refusals(vendors, signal)
  for (const line of refused) tell(line)
  if (refused.length > 0) return 1

  const pass = needs.pass ?? metronome(clock)
  const { llm, stt, tts } = vendors
  const round = openRound(plan, needs, { live: { llm, stt, tts, clock, pass } })
  const parts = plan.ears.flatMap((part) => listening(round, part))
  const whole = await workThrough(parts, needs)
  if (!whole) round.result.notes.unshift('It was stopped before its end: what follows is what was read until then.')
  round.add(readWaiting(round))
  round.result.notes.push(`Live: ${vendors.names.join(', ')}. ${vendors.spent()}`)
  addPlots(round)
  writeReport(needs.folder, plan.name, round.result)
  return whole ? 0 : 1
}

const NOBODY = `No vendor is configured, so there is nobody to ask. Set what the server reads, each alone or together:
  hearing   DEEPGRAM_API_KEY, or OPENAI_API_KEY (or STT_BASE_URL for a compatible server)
  answering ANTHROPIC_API_KEY, or OPENAI_API_KEY (or LLM_BASE_URL)
  speaking  ELEVENLABS_API_KEY, or OPENAI_API_KEY (or TTS_BASE_URL)
STT, LLM and TTS choose among them; docs/configuration.md has the rest.`

function amountsOf(clips: number): Record<Capability, Amounts> {
  const { seconds, characters, inputTokens, outputTokens } = A_CLIP
  return {
    stt: { seconds: seconds * clips },
    llm: { inputTokens: inputTokens * clips, outputTokens: outputTokens * clips },
    tts: { characters: characters * clips },
  }
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question('Begin? [y/N] ')
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** Whoever does not answer, in a line each. */
async function refusals(vendors: LiveVendors, signal: AbortSignal): Promise<string[]> {
  const probed = await vendors.probe({ signal: AbortSignal.any([signal, AbortSignal.timeout(PROBED_WITHIN_MS)]) })
  return probed.flatMap(({ capability, name, ok, detail }) =>
    (capability !== 'llm' && capability !== 'stt' && capability !== 'tts') || vendors[capability] === null || ok
      ? []
      : [`${capability.toUpperCase()} ${name} cannot be used: ${detail}`],
  )
}

/** From the end of speech to the first sound, with everything that a turn waits for. */
function readWaiting({ waited }: Round): Reading[] {
  const of = reader('live')
  const stages = Map.groupBy(
    waited.flatMap(({ stages }) => Object.entries(stages)),
    ([stage]) => stage,
  )
  const totals = waited.map(({ total_ms }) => total_ms)
  return [
    of('turn', 'from the end of speech to the first sound, p50', percentileOf(totals, 0.5), 'ms'),
    of('turn', 'from the end of speech to the first sound, p95', percentileOf(totals, 0.95), 'ms'),
    ...[...stages].map(([stage, all]) =>
      of(
        'turn',
        `… of these ${stage.replace(/_ms$/, '').replaceAll('_', ' ')}, p50`,
        percentileOf(
          all.map(([, ms]) => ms),
          0.5,
        ),
        'ms',
      ),
    ),
  ]
}

/** Frames every 20 ms, on the average exactly. */
function metronome(clock: Clock) {
  let due: number | null = null
  return () =>
    new Promise<void>((resolve) => {
      // Between two conversations time passes too.
      due = Math.max((due ?? clock.ms()) + 20, clock.ms() - 200)
      clock.after(Math.max(1, due - clock.ms()), resolve)
    })
}
