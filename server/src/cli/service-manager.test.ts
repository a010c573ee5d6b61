import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tellServiceManager } from './service-manager.ts'

const hasSystemd = spawnSync('which', ['systemd-notify']).status === 0

// As systemd does: a datagram each, from whoever sends. Perl is on every Debian, and Node cannot.
const LISTEN = `
  use Socket; $| = 1;
  socket(my $door, AF_UNIX, SOCK_DGRAM, 0) or die; bind($door, pack_sockaddr_un($ARGV[0])) or die;
  print "open\\n";
  while (defined recv($door, my $words, 4096, 0)) { print join(' ', split(/\\n/, $words)), "\\n" }`

describe.skipIf(!hasSystemd && !process.env.CI)('systemd, listening', () => {
  let folder: string
  let listening: ReturnType<typeof listen>

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lva-notify-'))
    listening = listen(join(folder, 'notify'))
  })
  afterEach(async () => {
    await listening.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('hears when the doors are open, that the server still gets round to things, and that it is ending', async () => {
    const env = surroundings({ NOTIFY_SOCKET: join(folder, 'notify'), WATCHDOG_USEC: '1000000', WATCHDOG_PID: '1' })
    await listening.next('open')
    const manager = tellServiceManager(env, { onLost: failing })
    expect(env).toEqual({ PATH: process.env.PATH })
    manager.ready('Serving https://learn.example.org')
    await listening.next('READY=1')
    await listening.next('WATCHDOG=1')
    manager.stopping()
    await listening.next('STOPPING=1')
    expect(listening.heard.find((line) => line.includes('READY=1'))).toContain(
      'STATUS=Serving https://learn.example.org',
    )
  })
})

test('without systemd nobody is told, and nothing is started', () => {
  const manager = tellServiceManager({ PATH: '/nowhere' }, { onLost: failing })
  manager.ready('Serving.')
  manager.stopping()
})

test('a system without the program is told of once', async () => {
  const lost: Error[] = []
  const env = { PATH: '/nowhere', NOTIFY_SOCKET: '/nowhere/notify' }
  const manager = tellServiceManager(env, { onLost: (error) => lost.push(error) })
  manager.ready('Serving.')
  manager.stopping()
  await expect.poll(() => lost).toMatchObject([{ code: 'ENOENT' }])
})

function surroundings(more: Record<string, string>): Record<string, string | undefined> {
  return { PATH: process.env.PATH, ...more }
}

function listen(path: string) {
  const program = spawn('perl', ['-e', LISTEN, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const heard: string[] = []
  createInterface({ input: program.stdout }).on('line', (line) => heard.push(line))
  return {
    heard,
    next: (word: string) => expect.poll(() => heard, { timeout: 20_000 }).toContainEqual(expect.stringContaining(word)),
    async close() {
      program.kill()
      await once(program, 'close')
    },
  }
}

function failing(error: Error): never {
  throw error
}
