/**
 * Tests of what the disk has after a process was killed or the disk was full, and of what lies there. They write to the machine's own
 * temporary folder; for all others it may lie in memory, where nothing is ever waited for.
 */
export const ON_DISK = [
  'server/src/backups/making.test.ts',
  'server/src/backups/staging.test.ts',
  'server/test/backup-guide.test.ts',
  'server/test/data-at-rest.test.ts',
  'server/test/fsync.test.ts',
  'server/test/kill.test.ts',
  'server/test/kill-reading.test.ts',
  'server/test/kill-speech.test.ts',
  'server/test/restart.test.ts',
  'server/test/storage.test.ts',
]

/**
 * Where the file of tests at a path finds its temporary folder, where the run has one on the disk (`TEST_ON_DISK`) and another
 * (`TEST_IN_MEMORY`); undefined: the machine's own.
 */
export function temporaryFolderOf(
  testPath: string,
  { TEST_ON_DISK, TEST_IN_MEMORY }: Record<string, string | undefined>,
): string | undefined {
  const path = testPath.replaceAll('\\', '/')
  return ON_DISK.some((one) => path.endsWith(`/${one}`)) ? TEST_ON_DISK : TEST_IN_MEMORY
}
