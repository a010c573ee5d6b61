import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { NODE } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'
import { freePort } from '../steps/servers.mjs'

const READY_MS = 30_000

/**
 * Lives a container's life in `tree`, as `recipe` (of `recipeOf`) says: its user, its variables, its entry point, a root that cannot be
 * written and a data folder elsewhere. It becomes healthy, shows the page, takes a turn, makes a backup beside the running server, and ends
 * when it is told to. Only root can become another user; anybody else stays who they are.
 */
export async function tryContainer({ folder, tree, recipe }) {
  const { data, temporary, as } = prepare({ folder, tree, recipe })
  const port = await freePort()
  const env = {
    ...recipe.env,
    ...{
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      DATA_DIR: data,
      HOME: temporary,
      HOST: '127.0.0.1',
      PORT: String(port),
    },
    ...{ JWT_SECRET_KEY: randomBytes(48).toString('hex'), JWT_REFRESH_SECRET_KEY: randomBytes(48).toString('hex') },
    ...{ LLM: 'companion', LOG_LEVEL: 'ERROR' },
  }
  const lva = (...words) => started([...recipe.entrypoint, ...words], { tree, env, as })
  const compiled = await lva('help').ended
  await closeToAll(tree)

  const server = lva(...recipe.command)
  const faults = []
  try {
    if (compiled.code !== 0) faults.push(`lva help ended with ${compiled.code}: ${compiled.said}`)
    const url = `http://127.0.0.1:${port}`
    const seconds = await healthy(server, url, () => started(recipe.healthcheck, { tree, env, as }).ended)
    await seen(url)
    const backup = await lva('backup').ended
    if (backup.code !== 0) faults.push(`lva backup ended with ${backup.code}: ${backup.said}`)
    server.child.kill('SIGTERM')
    const { code, said } = await server.ended
    if (code !== 0) faults.push(`told to stop, it ended with ${code}: ${said}`)
    const who = as.uid === undefined ? 'as whoever runs this' : `as ${as.uid}`
    return {
      figure: `healthy in ${seconds} s ${who} on a tree nobody can write; page, turn, backup and stop seen`,
      faults,
    }
  } catch (error) {
    return { figure: 'not tried to its end', faults: [...faults, error.message] }
  } finally {
    server.child.kill('SIGKILL')
    await server.ended
  }
}

function prepare({ folder, tree, recipe }) {
  const as = process.getuid?.() === 0 ? { uid: recipe.user, gid: recipe.user } : {}
  const own = (path, mode) => {
    mkdirSync(path, { recursive: true })
    chmodSync(path, mode)
    if (as.uid !== undefined) chownSync(path, as.uid, as.gid)
    return path
  }
  mkdirSync(join(folder, 'bin'))
  // The base image's, where everybody can run it.
  copyFileSync(NODE, join(folder, 'bin/node'))
  own(join(tree, 'node_modules/.cache/compiled'), 0o755)
  return { data: own(join(folder, 'data'), 0o700), temporary: own(join(folder, 'tmp'), 0o700), as }
}

async function closeToAll(tree) {
  if (process.getuid?.() === 0) await run('chown', ['-R', '0:0', tree])
  await run('chmod', ['-R', 'a-w,a+rX', tree])
}

function started([program, ...words], { tree, env, as }) {
  const child = spawn(program, words, { cwd: tree, env, ...as, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said = (said + chunk).slice(-2_000)
    })
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, said: error.message }))
    child.once('close', (code, signal) => resolve({ code: code ?? signal, said: said.trim() }))
  })
  return { child, ended }
}

// The health check of the image is a process each time, so it is only asked when there is something to hear.
async function healthy(server, url, check) {
  let over = null
  server.ended.then((end) => {
    over = end
  })
  const deadline = performance.now() + READY_MS
  const answers = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await answers())) {
    if (over) throw new Error(`the server ended with ${over.code} before it was healthy: ${over.said}`)
    if (performance.now() > deadline) throw new Error(`the server was not healthy after ${READY_MS / 1000} s`)
    await setTimeout(50)
  }
  const seconds = ((performance.now() - (deadline - READY_MS)) / 1000).toFixed(1)
  const { code, said } = await check()
  if (code !== 0) throw new Error(`the health check ended with ${code}: ${said}`)
  return seconds
}

/** Throws when the page, one of its scripts, or a turn is not what it should be. */
async function seen(url) {
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
  const script = /<script\b[^>]*\bsrc="(\/[^"]+)"/.exec(page)?.[1]
  if (!script || !(await fetch(url + script)).ok) throw new Error('the page, or its script, is not served')
  const post = async (path, body, token) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer
  }
  await post('/api/auth/register', { email: 'ada@example.org', password: 'Lovelace1815' })
  const { access_token } = await post('/api/auth/login', { username: 'ada@example.org', password: 'Lovelace1815' })
  const { agent_text } = await post('/api/conversation', { message: 'Octopuses have three hearts.' }, access_token)
  if (!agent_text) throw new Error('a turn was not answered')
}
