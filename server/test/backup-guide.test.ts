import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { programsAreHere } from '../../web/test/programs.ts'
import { databaseUrl } from './engines.ts'
import { bash, examplesIn, withLva } from './examples.ts'
import { inHouses } from './house.ts'

const GUIDE = readFileSync(new URL('../../docs/guides/backup-and-restore.md', import.meta.url), 'utf8')

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lva-guide-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

inHouses(
  'the guide to backups',
  (open) => {
    test.skipIf(!programsAreHere('sqlite3'))(
      'the SQLite copy of a running server, typed as it stands, holds what was just said',
      async () => {
        const house = await open({ env: { LLM: 'companion' } })
        const ada = await house.learner()
        await ada.say('Octopuses have three hearts')
        const work = emptyFolder()
        const copy = examplesIn(GUIDE).find((example) => example.startsWith('sqlite3')) ?? ''
        await bash(`cd "${work}"\n${copy}`, { DATA_DIR: house.place.folder })
        const place = {
          folder: house.place.folder,
          address: { engine: 'sqlite', file: join(work, 'companion-copy.db') } as const,
        }
        await house.close()
        const again = await open({ place, env: { LLM: 'companion' } })
        expect((await again.accounts.byEmail(ada.email)).id).toBe(ada.id)
        expect(await again.db.selectFrom('exchanges').select('user_text').execute()).toEqual([
          { user_text: 'Octopuses have three hearts' },
        ])
      },
    )

    test('copies, puts back and puts back over what is there, typed as it stands', async () => {
      const house = await open({ env: { LLM: 'companion' } })
      const ada = await house.learner()
      await ada.say('Octopuses have three hearts')
      const [work, empty] = [emptyFolder(), emptyFolder()]
      const backups = join(work, 'backups')
      const [copy = '', putBack = '', over = ''] = examplesIn(GUIDE)
      const run = (example: string, folder: string) => {
        const [name = ''] = example.includes('restore')
          ? readdirSync(backups).filter((file) => file.endsWith('.lvab'))
          : []
        const lines = example
          .replaceAll('/mnt/backups', backups)
          .replaceAll(/lva-\d+T\d+Z-5eed1a2b-1a2b\.lvab/g, name)
          .split('\n')
          .map(withLva)
        return bash(`cd "${work}"\n${lines.join('\n')}`, { ENVIRONMENT: 'test', LLM: 'companion', DATA_DIR: folder })
      }
      expect(await run(copy, house.place.folder)).toMatch(/among them 1 turns[\s\S]*\.lvab/)
      expect(await run(putBack, empty)).toMatch(/is back: \d+ rows/)
      expect(await run(over, empty)).toMatch(/What was here before stands in .*before-restore-/)
    }, 180_000)
  },
  ['sqlite'],
)

inHouses(
  'the guide to backups with other tools',
  (open) => {
    test('pg_dump and psql, typed as they stand, bring everything into an empty database', async () => {
      const house = await open({ env: { LLM: 'companion' } })
      const ada = await house.learner()
      await ada.say('Octopuses have three hearts')
      const { url, drop } = await databaseUrl()
      onTestFinished(drop)
      const { folder, address } = house.place
      const examples = examplesIn(GUIDE).filter((example) => /^(?:pg_dump|psql)/.test(example))
      expect(examples).toHaveLength(2)
      const env = { DATABASE_URL: 'url' in address ? address.url : '', EMPTY_DATABASE_URL: url }
      await bash(`cd "${emptyFolder()}"\n${examples.join('\n')}`, env)
      await house.close()
      const place = { folder, address: { engine: 'postgres', url, connections: 5 } as const }
      const again = await open({ place, env: { LLM: 'companion' } })
      expect((await again.accounts.byEmail(ada.email)).id).toBe(ada.id)
      const found = again.database.words.holding(ada.id, [[{ words: ['hearts'] }]], { limit: 5 })
      expect(await found).toContainEqual(expect.objectContaining({ side: 'user' }))
    })
  },
  ['postgres'],
)
