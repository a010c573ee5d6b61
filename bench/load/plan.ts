import { parseArgs } from 'node:util'
import { type Kind, LEARNERS, type Mix } from './people/wishes.ts'
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts'

/** What was asked for on the command line, complete. */
export interface Plan {
  name: ScenarioName
  scenario: Scenario
  /** Null: a house of one's own is started. */
  target: string | null
  users: number
  minutes: number
  /** Milliseconds. */
  think: { from: number; to: number }
  mix: Mix
  seed: string
  /** Files as they were named. */
  tokens: string | null
  adminKey: string | null
  report: string | null
  allowWrites: boolean
}

/** Wrong words on the command line; the message says what is expected. */
export class WrongWords extends Error {
  override readonly name = 'WrongWords'
}

const USERS_MAX = 2_000
const MINUTES_MAX = 24 * 60

/** How the command is called. */
export const usage = (): string => `npm run load -- --scenario NAME [--target URL] [--users N] [--minutes N] …

${Object.entries(SCENARIOS)
  .map(([name, { what, users, minutes }]) => `  ${name.padEnd(11)} ${what} (${users} users, ${minutes} min)`)
  .join('\n')}

  --target URL      a house that runs already; without it one is started here and taken away afterwards
  --users N         how many people there are; for stress: how many more with each step
  --minutes N       how long, at most
  --tokens FILE     one access token a line: people who are signed in already. Without it everybody signs up, which a house counts by
                    address: users that come from one address are too many soon
  --think A-B       seconds between two things somebody does (1-3)
  --mix K=N,K=N     what people do, and how often against each other (custom)
  --seed TEXT       the same seed does the same
  --admin-key FILE  ADMIN_API_KEY of the target, to read its memory from /metrics
  --allow-writes    lets privacy ask for the erasure of the accounts of --tokens
  --report DIR      where NAME.html, NAME.json and NAME.md are written (bench/results/load)

Exit code 0: every goal was met; 1: one was not; 2: wrong words. Ctrl-C ends a run, and what was read until then is written.`

/** Reads the command line. Throws WrongWords. */
export function planOf(args: readonly string[]): Plan | 'help' {
  const values = read(args)
  if (values.help) return 'help'
  const name = values.scenario
  if (name === undefined || !isScenario(name))
    throw new WrongWords(`--scenario is one of ${Object.keys(SCENARIOS).join(', ')}.`)
  const scenario: Scenario = SCENARIOS[name]
  const target = values.target === undefined ? null : originOf(values.target)
  if (target === null && values.tokens !== undefined)
    throw new WrongWords('--tokens are of a house that runs already: say which with --target.')
  if (name === 'privacy' && values.tokens !== undefined && !values['allow-writes'])
    throw new WrongWords(
      'privacy asks for the erasure of these accounts, and cancels it: say --allow-writes if it may.',
    )
  return {
    name,
    scenario,
    target,
    users: numberOf('--users', values.users, { least: 1, most: USERS_MAX, whole: true }) ?? scenario.users,
    minutes: numberOf('--minutes', values.minutes, { least: 0.05, most: MINUTES_MAX }) ?? scenario.minutes,
    think: thinkOf(values.think),
    mix: values.mix === undefined ? (scenario.mix ?? LEARNERS) : mixOf(values.mix),
    seed: values.seed ?? 'load',
    tokens: values.tokens ?? null,
    adminKey: values['admin-key'] ?? null,
    report: values.report ?? null,
    allowWrites: values['allow-writes'] ?? false,
  }
}

const isScenario = (name: string): name is ScenarioName => Object.hasOwn(SCENARIOS, name)

function read(args: readonly string[]) {
  const text = { type: 'string' } as const
  const yes = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{
          scenario: text,
          target: text,
          users: text,
          minutes: text,
          tokens: text,
          think: text,
          mix: text,
          seed: text,
        },
        ...{ 'admin-key': text, report: text, 'allow-writes': yes, help: { ...yes, short: 'h' } },
      },
    }).values
  } catch (error) {
    throw new WrongWords(error instanceof Error ? error.message : String(error))
  }
}

function originOf(target: string): string {
  const url = URL.parse(target)
  if (!url || !/^https?:$/.test(url.protocol)) throw new WrongWords('--target is an address like https://example.org.')
  if (url.username || url.password) throw new WrongWords('--target holds no password: say --tokens.')
  return url.origin
}

function numberOf(
  option: string,
  given: string | undefined,
  { least, most, whole = false }: { least: number; most: number; whole?: boolean },
): number | null {
  if (given === undefined) return null
  const value = Number(given)
  if (given.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value)))
    throw new WrongWords(`${option} is a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`)
  return value
}

function thinkOf(given: string | undefined): Plan['think'] {
  const [from = Number.NaN, to = from] = (given ?? '1-3').split('-').map(Number)
  if (!(from >= 0 && to >= from && to <= 600)) throw new WrongWords('--think is seconds, like 1-3.')
  return { from: from * 1000, to: to * 1000 }
}

/** What somebody who is signed in may be told to do. */
const CHOOSABLE: readonly Kind[] = [
  ...(['turn', 'streamed turn', 'history', 'search', 'stats', 'sessions', 'who am I', 'sign-ins', 'welcome'] as const),
  ...(['write a card', 'cards due', 'begin a review', 'open a socket', 'stay signed in', 'sign out'] as const),
]

function mixOf(given: string): Mix {
  const mix: Mix = {}
  for (const part of given.split(',')) {
    const [name = '', weight = ''] = part.split('=')
    const kind = CHOOSABLE.find((one) => one === name.trim())
    if (!kind || !(Number(weight) > 0))
      throw new WrongWords(`--mix is like turn=40,search=10; there are: ${CHOOSABLE.join(', ')}.`)
    mix[kind] = Number(weight)
  }
  return mix
}
