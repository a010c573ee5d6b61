import { createRandom } from '../random.ts'
import {
  type Ending,
  endings,
  type Noise,
  noises,
  type Overlap,
  overlaps,
  type Speaker,
  speakers,
} from './corpus/corpus.ts'
import type { Ears } from './scenarios/kinds.ts'

/** What is played in one evaluation. */
export interface Plan {
  name: 'full' | 'gate' | 'live'
  ears: { kind: Ears; overlaps: (Overlap | Noise)[]; endings: Ending[]; slow: Speaker[]; quick: Speaker[] }[]
  turnsOf: number | null
  noiseMinutes: number
  echoReplies: number
  ordinary: Speaker[]
  overheadTurns: number
  /** Replies that are cut on each kind of line. */
  cuts: number
  /** The detectors of speech next to each other. */
  detectors: boolean
  /** What a real recogniser may take; it hears as many clips as it can. */
  recognisedMinutes: { overlap: number; ending: number }
  /** The engine's own tests with random events, which every check runs anyway. */
  properties: boolean
  scripts: boolean
}

/** This part (0–1) of them, always the same ones. */
export function some<T extends { id: string }>(all: T[], part: number): T[] {
  return all.filter(({ id }) => chanceOf(id) < part)
}

/** Everything: for the report. */
export function fullPlan({ pocketsphinx }: { pocketsphinx: boolean }): Plan {
  const all = [...overlaps(), ...noises()]
  const { slow, quick, ordinary } = speakers()
  const kinds: Ears[] = ['streaming', 'segment']
  const real: Plan['ears'] = pocketsphinx
    ? [{ kind: 'pocketsphinx', overlaps: all.filter(english), endings: endings().filter(english), slow: [], quick: [] }]
    : []
  return {
    name: 'full',
    ears: [...kinds.map((kind) => ({ kind, overlaps: all, endings: endings(), slow, quick })), ...real],
    turnsOf: null,
    noiseMinutes: 10,
    echoReplies: 20,
    ordinary,
    overheadTurns: 500,
    cuts: 300,
    detectors: true,
    recognisedMinutes: { overlap: 11, ending: 4 },
    properties: true,
    scripts: true,
  }
}

/** What fits into a minute: for every check. */
export function gatePlan(): Plan {
  const all = [...overlaps(), ...noises()]
  const { slow, ordinary } = speakers()
  return {
    name: 'gate',
    ears: [
      {
        kind: 'streaming',
        overlaps: some(all, 0.16),
        endings: some(endings(), 0.35),
        slow: slow.slice(0, 1),
        quick: [],
      },
      { kind: 'segment', overlaps: some(all, 0.08), endings: some(endings(), 0.15), slow: [], quick: [] },
    ],
    turnsOf: 14,
    noiseMinutes: 1,
    echoReplies: 3,
    ordinary: ordinary.slice(0, 1),
    overheadTurns: 16,
    cuts: 0,
    detectors: false,
    recognisedMinutes: { overlap: 0, ending: 0 },
    properties: false,
    scripts: true,
  }
}

/** A few of each kind, in English and of the test half: what vendors are asked costs money, and as much time as it takes. */
export function livePlan(): Plan {
  const few = <T extends { id: string; split: string; language: string }>(all: T[], count: number) =>
    all
      .filter((clip) => clip.split === 'test' && english(clip))
      .toSorted((a, b) => chanceOf(a.id) - chanceOf(b.id))
      .slice(0, count)
  const of = (kind: Overlap['kind'], count: number) =>
    few(
      overlaps().filter((clip) => clip.kind === kind),
      count,
    )
  return {
    ...gatePlan(),
    name: 'live',
    ears: [
      {
        kind: 'live',
        overlaps: [...of('interruption', 5), ...of('wait', 2), ...of('backchannel', 4), ...few(noises(), 3)],
        endings: few(endings(), 8),
        slow: [],
        quick: [],
      },
    ],
  }
}

const chanceOf = (id: string) => createRandom(`some ${id}`).next()
const english = ({ language }: { language: string }) => language === 'en'
