import { readdirSync } from 'node:fs'
import { findProgram } from './project.mjs'

/**
 * What parts of the tests use if the machine has it: the programs by which it is recognised (any one of them), what is
 * not tested without it, and the Debian packages that bring it.
 */
const PROGRAMS = [
  { programs: ['chromium'], tests: 'the web app in Chromium', packages: 'chromium' },
  { programs: ['initdb'], tests: 'whole houses on PostgreSQL', packages: 'postgresql' },
  { programs: ['redis-server'], tests: 'limits shared through Redis', packages: 'redis-server' },
  { programs: ['espeak-ng'], tests: 'speaking with espeak-ng', packages: 'espeak-ng' },
  { programs: ['flite'], tests: 'real speech for the recogniser', packages: 'flite' },
  {
    programs: ['pocketsphinx_continuous', 'pocketsphinx'],
    tests: 'recognising real speech',
    packages: 'pocketsphinx pocketsphinx-en-us',
  },
  { programs: ['ffmpeg'], tests: 'recordings in every format', packages: 'ffmpeg' },
  { programs: ['systemd-notify'], tests: 'what systemd hears of the server', packages: 'systemd' },
  { programs: ['sqlite3'], tests: 'copying a SQLite file as the guide says', packages: 'sqlite3' },
  { programs: ['curl'], tests: 'the commands of the deployment checklist', packages: 'curl' },
]

/** The path of one of PostgreSQL's programs, or `null`; Debian keeps them off the PATH. */
export function findPostgres(name) {
  return findProgram(
    name,
    folders('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`),
  )
}

// Newest version first.
function folders(path) {
  try {
    return readdirSync(path).sort((a, b) => Number(b) - Number(a))
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** One line for each thing this machine lacks: what is not tested, and how to add it. */
export function missingPrograms() {
  return PROGRAMS.filter(({ programs }) => !programs.some((name) => findPostgres(name))).map(
    ({ programs, tests, packages }) =>
      `${programs[0]} is not here, so this is not tested: ${tests}. To add it: apt-get install ${packages}`,
  )
}
