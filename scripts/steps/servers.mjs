import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from './programs.mjs'
import { findProgram } from './project.mjs'

/** A server of one test run. `restart` starts it anew at the same port with what it kept, `stop` ends it and leaves nothing behind. */

/** Starts a PostgreSQL of its own on a free port of this machine; `null` where it is not installed. */
export async function startPostgres() {
  const initdb = findPostgres('initdb')
  const postgres = findPostgres('postgres')
  if (!initdb || !postgres) return null
  const folder = mkdtempSync(join(tmpdir(), 'lva-postgres-'))
  const as = unprivileged()
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  execFileSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...as,
    stdio: 'pipe',
    cwd: folder,
  })
  const port = await freePort()
  // Nothing here outlives the run, so it need not survive a power cut.
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'full_page_writes=off',
    'max_connections=200',
  ]
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const launch = () => spawn(postgres, args, { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  return started(launch, {
    folder,
    port,
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stopSignal: 'SIGINT',
    name: 'PostgreSQL',
  })
}

/** Starts a Redis of its own on a free port of this machine; `null` where it is not installed. */
export async function startRedis() {
  const redis = findProgram('redis-server')
  if (!redis) return null
  const folder = mkdtempSync(join(tmpdir(), 'lva-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const launch = () => {
    const child = spawn(redis, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.resume()
    return child
  }
  return started(launch, { folder, port, url: `redis://127.0.0.1:${port}`, stopSignal: 'SIGTERM', name: 'Redis' })
}

async function started(launch, { folder, port, url, stopSignal, name }) {
  let running = await answering(launch(), port)
  const stop = async () => {
    await running.end(stopSignal)
    rmSync(folder, { recursive: true, force: true })
  }
  const restart = async () => {
    await running.end(stopSignal)
    running = await answering(launch(), port)
  }
  if (!running.up) {
    await stop()
    throw new Error(`${name} did not start for the tests:\n${running.said()}`)
  }
  return { url, stop, restart }
}

/** Waits until a server answers, or has ended. */
async function answering(child, port) {
  let said = ''
  let ended = false
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  const gone = new Promise((resolve) => {
    child.once('exit', resolve)
    child.once('error', resolve)
  }).then(() => {
    ended = true
  })
  const deadline = Date.now() + 30_000
  let up = false
  while (!ended && Date.now() < deadline) {
    up = await answers(port)
    if (up) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    up,
    said: () => said,
    async end(signal) {
      child.kill(signal)
      const impatient = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(impatient)
    },
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** A port of this machine that nobody listens at. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

// PostgreSQL refuses to run as root.
function unprivileged() {
  if (process.getuid?.() !== 0) return {}
  const id = (option, user) =>
    Number(execFileSync('id', [option, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', user), gid: id('-g', user) }
    } catch (error) {
      if (error.status === undefined) throw error
    }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user "postgres" nor "nobody".')
}
