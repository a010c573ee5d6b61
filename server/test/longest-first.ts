import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take long on two cores, the longest first. A machine that has never run them would begin with the largest files, and at the
 * end all its workers would wait for one of these.
 */
const LONG = [
  'web/test/sound-screens.test.ts',
  'web/test/live-voice.test.ts',
  'server/test/data-at-rest.test.ts',
  'web/test/talking.test.ts',
  'web/test/live-line.test.ts',
  'server/test/incident.test.ts',
  'server/test/kill.test.ts',
  'server/src/recordings/decode.test.ts',
  'server/test/live-voice.test.ts',
  'server/test/logging.test.ts',
  'server/test/spoken.test.ts',
  'server/test/deployment-guide.test.ts',
  'server/test/data.test.ts',
  'server/test/isolation.test.ts',
  'server/src/cli/cli.test.ts',
  'server/test/removing.test.ts',
  'server/test/every-route.test.ts',
  'server/test/retention.test.ts',
  'server/test/files-in.test.ts',
]

/**
 * Begins with what takes longest, so that no file is left alone at the end; what wants a page to run in comes last and together. A process
 * is of one kind, and ends when the next file is of the other: it would have to read everything again, and start its PostgreSQL.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const places = new Map(files.map((file) => [file, placeOf(file)]))
    return sorted.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((path) => moduleId.endsWith(path))
  if (at >= 0) return at
  return LONG.length + (wantsPage(moduleId) ? 1 : 0)
}

const wantsPage = (path: string) =>
  path.includes('/web/src/') && readFileSync(path, 'utf8').includes('@vitest-environment')
