import type { Without } from '../../server/src/voice/live/session-needs.ts'
import { type Ending, endings, noises, overlaps, speakers } from './corpus/corpus.ts'
import { evaluate } from './evaluate.ts'
import { gatePlan, type Plan, some } from './plan.ts'
import { type Reading, show } from './report/readings.ts'

// Each guard is switched off once, and the number that it is there for has to move. One that does not move is no guard.

interface Ablation {
  without: keyof Without
  only: string[]
  /** The numbers that must get worse, by how they are named in the report. */
  moves: string[]
}

const ABLATIONS: Ablation[] = [
  { without: 'echo', only: ['V9'], moves: ['turns of its own echo at −20 dB', 'replies cut by their own echo'] },
  { without: 'preRoll', only: ['V8'], moves: ['turns without their first word'] },
  { without: 'heardOnly', only: ['V6'], moves: ['in conversation: replies with unheard words in history'] },
  {
    without: 'patience',
    only: ['V8'],
    moves: ['dangling words held for their pause', 'slow speakers cut off, later turns'],
  },
  { without: 'resume', only: ['V6'], moves: ['false alarms that resumed'] },
  { without: 'speculation', only: ['V10'], moves: ['saved, p50', 'speculation adopted'] },
]

type Needs = Parameters<typeof evaluate>[1]

/** One row for each number that a switch ought to move: with the guard, without it, and whether it got worse. */
export async function ablate(needs: Needs) {
  const plan = planOf()
  const whole = new Map<string, Reading[]>()
  const rows = []
  for (const { without, only, moves } of ABLATIONS) {
    const key = only.join()
    const before = whole.get(key) ?? (await evaluate(plan, { ...needs, without: {}, only, tell: () => {} })).readings
    whole.set(key, before)
    const after = (await evaluate(plan, { ...needs, without: { [without]: true }, only, tell: () => {} })).readings
    for (const what of moves) {
      const [with_, off] = [before, after].map((readings) => readings.find((reading) => reading.what === what))
      if (!with_ || !off) throw new Error(`nothing reads "${what}"`)
      rows.push({
        without,
        moves: `${with_.goal} ${what}`,
        whole: show(with_.estimate.value, with_.unit),
        off: show(off.estimate.value, off.unit),
        n: off.estimate.n,
        moved: worse(with_, off) ? 'yes' : 'NO',
      })
    }
  }
  return rows
}

function worse(before: Reading, after: Reading): boolean {
  const lessIsBetter = before.wanted ? 'most' in before.wanted : true
  const [from, to] = [before.estimate.value, after.estimate.value]
  return lessIsBetter ? to > from : to < from
}

/** English clips in every condition, by a recogniser that streams; more of them than the gate has. */
function planOf(): Plan {
  const gate = gatePlan()
  const english = <T extends { language: string }>(all: T[]) => all.filter(({ language }) => language === 'en')
  const said: Ending[] = some(english(endings()), 0.6)
  return {
    ...gate,
    ears: [
      {
        kind: 'streaming',
        overlaps: [...some(english(overlaps()), 0.3), ...some(noises(), 0.3)],
        endings: said,
        slow: speakers().slow.slice(0, 1),
        quick: [],
      },
    ],
    turnsOf: 20,
    echoReplies: 6,
    noiseMinutes: 1,
    scripts: false,
  }
}
