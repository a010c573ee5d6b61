import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SHARED_MEMORY = '/dev/shm'
/** A run of all tests was seen to take a quarter of this. */
const ROOM_BYTES = 4 * 1024 ** 3

/**
 * A folder of this machine that lies in memory, or `null` where there is none with room from which programs may be started. What a test
 * writes there is written as anywhere, and nobody waits for a disk: each turn of a house on SQLite does so several times.
 */
export function memoryFolder() {
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY)
    return bavail * bsize >= ROOM_BYTES && mayStartPrograms(SHARED_MEMORY) ? SHARED_MEMORY : null
  } catch {
    return null
  }
}

// In containers it is often mounted so that nothing can be started from it, and some tests write their programs themselves.
function mayStartPrograms(place) {
  const folder = mkdtempSync(join(place, 'lva-try-'))
  try {
    const program = join(folder, 'program')
    writeFileSync(program, '#!/bin/sh\n')
    chmodSync(program, 0o700)
    return spawnSync(program).status === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
