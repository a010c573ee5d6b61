import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { beginJournal } from './journal.ts'
import type { Vault } from './vault.ts'

/** Which files of a folder this process has open. */
function openIn(folder: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)].filter((path) => path.startsWith(folder))
    } catch {
      // The one that the list was read through.
      return []
    }
  })
}

test.skipIf(process.platform !== 'linux')('one that could not be begun is not left open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lva-journal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const vault: Pick<Vault, 'beginSealing' | 'beginOpening'> = {
    beginSealing: () => ({ header: undefined as never, seal: (record) => Buffer.from(record) }),
    beginOpening: () => (record) => Buffer.from(record),
  }
  const place = { userId: 'ana', id: 'monday' }
  await expect(beginJournal({ folder, place, vault, purpose: 'take' })).rejects.toThrow()
  expect(readdirSync(join(folder, 'ana'))).toEqual(['monday'])
  expect(openIn(folder)).toEqual([])
})
