import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bash, examplesIn, withLva } from './examples.ts'
import { inHouses } from './house.ts'

const GUIDE = readFileSync(new URL('../../docs/guides/backup-and-restore.md', import.meta.url), 'utf8')

inHouses(
  'the guide to backups',
  (open) => {
    test('copies, puts back and puts back over what is there, typed as it stands', async () => {
      const house = await open({ env: { LLM: 'companion' } })
      const ada = await house.learner()
      await ada.say('Octopuses have three hearts')
      const [work, empty] = [mkdtempSync(join(tmpdir(), 'lva-guide-')), mkdtempSync(join(tmpdir(), 'lva-empty-'))]
      onTestFinished(() => {
        for (const folder of [work, empty]) rmSync(folder, { recursive: true, force: true })
      })
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
