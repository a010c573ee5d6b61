import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { ON_DISK, temporaryFolderOf } from './temporary-folder.ts'

const FOLDERS = { TEST_ON_DISK: '/tmp/disk', TEST_IN_MEMORY: '/dev/shm/memory' }

test('a killed process leaves its files on the disk, and what only computes writes to memory', () => {
  expect(temporaryFolderOf('/house/server/test/kill.test.ts', FOLDERS)).toBe('/tmp/disk')
  expect(temporaryFolderOf('C:\\house\\server\\test\\kill.test.ts', FOLDERS)).toBe('/tmp/disk')
  expect(temporaryFolderOf('/house/server/test/turns.test.ts', FOLDERS)).toBe('/dev/shm/memory')
  expect(temporaryFolderOf('/house/server/test/kill.test.ts', {})).toBeUndefined()
})

test('this file has the folder that is meant for it', () => {
  expect(tmpdir()).toBe(process.env.TEST_IN_MEMORY ?? tmpdir())
})

test.each(ON_DISK)('%s is a file of tests', (path) => {
  expect(existsSync(new URL(`../../${path}`, import.meta.url))).toBe(true)
})
