import { costMicros, priceOf } from '../../server/src/providers/prices.ts'

/** What was read, and where; the machine has two cores, which whoever asked used as well. */
export const READ = {
  turnMs: {
    value: 13.7,
    says: 'processor time of a turn, 100 people who pause (ms)',
    by: 'npm run bench:turns',
    at: '2026-11-28 05:33, a quiet machine',
  },
  busyTurnMs: {
    value: 5.7,
    says: 'processor time of a turn, 100 connections that never pause (ms)',
    by: 'npm run bench:turns',
    at: '2026-11-28 05:33, a quiet machine',
  },
  turnsPerSecond: {
    value: 283,
    says: 'turns a second, 100 connections that never pause',
    by: 'npm run bench:turns',
    at: '2026-11-28 05:33, a quiet machine',
  },
  memoryMb: {
    value: 496,
    says: 'memory of a process after that (MB, resident)',
    by: 'npm run bench:turns',
    at: '2026-11-28 05:33, a quiet machine',
  },
  voicesPerCore: {
    value: 260,
    says: 'live voices that fill a core, most of it their turns',
    by: 'npm run bench:voice',
    at: '2026-11-27 14:36, docs/voice-evaluation.md',
  },
  voiceMb: {
    value: 1.5,
    says: 'memory of a live voice (MB)',
    by: 'npm run bench:voice',
    at: '2026-11-27 14:36, docs/voice-evaluation.md',
  },
  backupSecondsPerGb: {
    value: 18.9,
    says: 'a backup of 1 GB while turns are taken (s)',
    by: 'npm run bench:backup',
    at: '2026-11-28 05:55, SQLite, nothing else ran',
  },
  restoreSecondsPerGb: {
    value: 29.2,
    says: 'putting it back (s)',
    by: 'npm run bench:backup',
    at: '2026-11-28 05:55, SQLite, nothing else ran',
  },
  turnBytes: {
    value: 2_500,
    says: 'a turn with its indexes and its vector in the database (bytes, about)',
    by: 'npm run bench:backup',
    at: 'bench/backup.ts fills half a gigabyte by it',
  },
  signInMs: {
    value: 146,
    says: 'a sign-in with a wrong password, median (ms), most of it the hash',
    by: 'npm run bench:sign-in',
    at: '2026-11-27, a machine others used',
  },
} as const

/** What the settings and the code say. */
export const GIVEN = {
  /** Connections to the database of a process (`server/src/db/open.ts`). */
  databaseConnections: 10,
  /** One to count and publish, one to listen. */
  redisConnections: 2,
  /** MAX_CONNECTIONS of a process. */
  connections: 4_000,
  /** MAX_VOICE_SESSIONS of a process. */
  voices: 300,
  /** PostgreSQL as it is installed: 100, of which three are kept for its administrator. */
  postgresConnections: 97,
  /** An open microphone, upstream: 16 kHz, 16 bits, one channel. */
  voiceBytesPerSecond: 32_000,
  /** How long a backup may take (`server/src/backups/backups.ts`). */
  backupSeconds: 6 * 3_600,
} as const

/** What nobody has read. Other people are other numbers: change them here and look again. */
export const ASSUMED = {
  hereOnADay: 0.2,
  turnsADay: 20,
  minutesADay: 15,
  inTheBusiestHour: 0.15,
  handsFree: 0.25,
  /** A page holds the stream of events and a socket. */
  connectionsEach: 2,
  tokensRead: 1_500,
  tokensWritten: 120,
  /** How full a core may be in the busiest hour. */
  fill: 0.6,
} as const

const MODEL = 'claude-haiku-5-5'
const GB = 1e9

/** What so many people with accounts need in their busiest hour, in a day and in a year. */
export function needsOf(people: number) {
  const here = people * ASSUMED.hereOnADay
  const turnsADay = here * ASSUMED.turnsADay
  const turnsPerSecond = (turnsADay * ASSUMED.inTheBusiestHour) / 3_600
  const present = (here * ASSUMED.minutesADay * ASSUMED.inTheBusiestHour) / 60
  const voices = present * ASSUMED.handsFree
  const typed = (turnsPerSecond * (1 - ASSUMED.handsFree) * READ.turnMs.value) / 1_000
  const cores = (typed + voices / READ.voicesPerCore.value) / ASSUMED.fill
  const connections = present * ASSUMED.connectionsEach
  const processes = Math.max(1, ...[cores, connections / GIVEN.connections, voices / GIVEN.voices].map(Math.ceil))
  return {
    people,
    turnsADay,
    turnsPerSecond,
    present,
    voices,
    cores,
    connections,
    processes,
    databaseConnections: processes * GIVEN.databaseConnections,
    redisConnections: processes * GIVEN.redisConnections,
    memoryGb: (processes * READ.memoryMb.value + voices * READ.voiceMb.value) / 1_000,
    upstreamMbit: (voices * GIVEN.voiceBytesPerSecond * 8) / 1e6,
    databaseGbAYear: (turnsADay * 365 * READ.turnBytes.value) / GB,
    dollarsADay: turnsADay * dollarsATurn(),
  }
}

/** A turn at list price. */
export function dollarsATurn(): number {
  const price = priceOf('anthropic', MODEL)
  const micros = price && costMicros(price, { inputTokens: ASSUMED.tokensRead, outputTokens: ASSUMED.tokensWritten })
  if (micros === null) throw new Error(`${MODEL} has no price`)
  return micros / 1e6
}

/** The number of people at which something is full, by what grows with them. */
const fullAt = (most: number, grows: (needs: ReturnType<typeof needsOf>) => number): number => {
  const each = 1_000_000
  return (most / grows(needsOf(each))) * each
}

/** What is full first, and at how many people with accounts. */
export function breaks() {
  const gbInTime = GIVEN.backupSeconds / READ.backupSecondsPerGb.value
  return [
    {
      what: 'the core of one process (SQLite, or PostgreSQL without workers)',
      at: fullAt(1, ({ cores }) => cores),
      next: 'PostgreSQL, Redis and `lva serve --workers N`',
    },
    {
      what: 'live voices of one process (`MAX_VOICE_SESSIONS`)',
      at: fullAt(GIVEN.voices, ({ voices }) => voices),
      next: 'another process',
    },
    {
      what: 'connections of one process (`MAX_CONNECTIONS`)',
      at: fullAt(GIVEN.connections, ({ connections }) => connections),
      next: 'another process',
    },
    {
      what: 'connections of PostgreSQL as it is installed (100)',
      at: fullAt(Math.floor(GIVEN.postgresConnections / GIVEN.databaseConnections), ({ cores }) => cores),
      next: '`max_connections` of PostgreSQL',
    },
    {
      what: 'the time a nightly backup may take, with the turns of a year',
      at: fullAt(gbInTime, ({ databaseGbAYear }) => databaseGbAYear),
      next: 'backups by PostgreSQL itself',
    },
  ].sort((a, b) => a.at - b.at)
}
