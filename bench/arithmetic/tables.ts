import { ASSUMED, breaks, dollarsATurn, GIVEN, needsOf, READ } from './needs.ts'

const PEOPLE = [100, 1_000, 10_000, 100_000, 1_000_000]

const grouped = (value: number, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Three figures of small numbers, and whole large ones. */
const short = (value: number) => (value >= 100 ? grouped(value) : value >= 10 ? grouped(value, 1) : grouped(value, 2))

/** Two figures, because what it is computed from has no more. */
const about = (value: number) => grouped(Number(value.toPrecision(2)))

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

/** The tables of docs/SCALING.md, by the names that stand around them there. */
export function tables(): Record<'read' | 'assumed' | 'needs' | 'breaks', string> {
  const needs = PEOPLE.map(needsOf)
  const line = (what: string, of: (each: ReturnType<typeof needsOf>) => string) => [what, ...needs.map(of)]
  return {
    read: table(
      ['Read', 'is', 'with', 'when'],
      Object.values(READ).map(({ says, value, by, at }) => [says, grouped(value, value % 1 ? 1 : 0), `\`${by}\``, at]),
    ),
    assumed: table(
      ['Assumed', 'is'],
      [
        ['of all people, here on a day', `${ASSUMED.hereOnADay * 100} %`],
        ['turns of each of them', String(ASSUMED.turnsADay)],
        ['minutes of each of them', String(ASSUMED.minutesADay)],
        ['of the day, in its busiest hour', `${ASSUMED.inTheBusiestHour * 100} %`],
        ['of those present, hands-free', `${ASSUMED.handsFree * 100} %`],
        ['connections of a page', String(ASSUMED.connectionsEach)],
        ['tokens of a turn, read and written', `${grouped(ASSUMED.tokensRead)} and ${ASSUMED.tokensWritten}`],
        ['how full a core may be', `${ASSUMED.fill * 100} %`],
      ],
    ),
    needs: table(
      ['People with accounts', ...PEOPLE.map((people) => grouped(people))],
      [
        line('turns a day', ({ turnsADay }) => grouped(turnsADay)),
        line('turns a second, busiest hour', ({ turnsPerSecond }) => short(turnsPerSecond)),
        line('people present', ({ present }) => short(present)),
        line('of them hands-free', ({ voices }) => short(voices)),
        line('cores', ({ cores }) => short(cores)),
        line('**processes**', ({ processes }) => `**${processes}**`),
        line('memory of them, GB', ({ memoryGb }) => short(memoryGb)),
        line('connections from outside', ({ connections }) => short(connections)),
        line(`connections of PostgreSQL (${GIVEN.databaseConnections} each)`, (each) =>
          grouped(each.databaseConnections),
        ),
        line(`connections of Redis (${GIVEN.redisConnections} each)`, (each) => grouped(each.redisConnections)),
        line('microphones upstream, Mbit/s', ({ upstreamMbit }) => short(upstreamMbit)),
        line('database, GB a year', ({ databaseGbAYear }) => short(databaseGbAYear)),
        line('the model, dollars a day', ({ dollarsADay }) => short(dollarsADay)),
        line('… for each of them, dollars a month', (each) => grouped((each.dollarsADay * 30) / each.people, 3)),
      ],
    ),
    breaks: table(
      ['Full', 'at about so many people', 'then comes'],
      breaks().map(({ what, at, next }) => [what, about(at), next]),
    ),
  }
}

/** The page with each table as it is computed now. Throws when the place of one is missing. */
export function withTables(page: string): string {
  return Object.entries({
    ...tables(),
    turn: `A turn costs ${(dollarsATurn() * 100).toFixed(3)} US cents at list price.`,
  }).reduce((text, [name, content]) => {
    const [begin, end] = [`<!-- ${name}: node bench/arithmetic.ts --write -->\n`, '\n<!-- until here -->']
    const from = text.indexOf(begin)
    const to = text.indexOf(end, from)
    if (from < 0 || to < 0) throw new Error(`docs/SCALING.md has no place for the table "${name}"`)
    return text.slice(0, from + begin.length) + content + text.slice(to)
  }, page)
}
