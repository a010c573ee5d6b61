import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { withStaging } from './staging.ts'

// Windows renames no folder in which a file is open.
test.skipIf(process.platform === 'win32')(
  'a backup whose folder cannot be cleared says why it failed, and the next one may begin',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lva-staging-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const [dataDir, away] = [join(folder, 'data'), join(folder, 'away')]
    const failing = withStaging(dataDir, async () => {
      renameSync(dataDir, away)
      writeFileSync(dataDir, 'no folder any more')
      throw new Error('the disk went away')
    })
    await expect(failing).rejects.toThrow('the disk went away')
    rmSync(dataDir)
    renameSync(away, dataDir)
    expect(await withStaging(dataDir, async () => 'made')).toBe('made')
  },
)
