import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Visitor } from './smoke.ts'

const LIBRARIES = '/usr/lib/x86_64-linux-gnu'
/** The name under which WebDriver hands over an element: https://www.w3.org/TR/webdriver2/#elements */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
const PATIENCE_MS = 20_000
const PAUSE_MS = 100

/** WebKit's small browser, driven by WebDriver on a screen that nobody sees. */
export async function startWebKit() {
  const screen = await startScreen()
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    env: {
      ...process.env,
      DISPLAY: screen.display,
      // Its own sandbox needs rights that a test machine does not give.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    },
    stdio: 'ignore',
  })
  const address = `http://127.0.0.1:${port}`

  async function command<Value>(method: string, path: string, body?: object): Promise<Value> {
    const answer = await fetch(address + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
    const { value } = (await answer.json()) as { value: Value & { message?: string } }
    if (!answer.ok) throw new Error(`WebDriver ${path}: ${value.message}`)
    return value
  }

  await until(() => command('GET', '/status'))
  const browserOptions = { binary: miniBrowser(), args: ['--automation'] }
  const { sessionId } = await command<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': browserOptions } },
  })
  const session = `/session/${sessionId}`
  await command('POST', `${session}/window/rect`, { width: 1280, height: 900 })

  async function find(selector: string): Promise<string> {
    const found = await command<Record<string, string>>('POST', `${session}/element`, {
      using: 'css selector',
      value: selector,
    })
    return `${session}/element/${found[ELEMENT]}`
  }

  const visitor: Visitor = {
    open: (url) => command('POST', `${session}/url`, { url }),
    type: (selector, words) => until(async () => command('POST', `${await find(selector)}/value`, { text: words })),
    click: (selector) => until(async () => command('POST', `${await find(selector)}/click`, {})),
    read: (selector) =>
      until(async () => {
        const text = await command<string>('GET', `${await find(selector)}/text`)
        if (!text) throw new Error(`${selector} is empty`)
        return text
      }),
  }
  return {
    visitor,
    async close() {
      await command('DELETE', session)
      await end(driver)
      await screen.close()
    },
  }
}

/** WebDriver has no waiting of its own for an element: asks again until it is there. */
async function until<Value>(work: () => Promise<Value>): Promise<Value> {
  const late = performance.now() + PATIENCE_MS
  while (true) {
    try {
      return await work()
    } catch (fault) {
      if (performance.now() > late) throw fault
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

async function startScreen() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await new Promise<string>((resolve, reject) => {
    server.stdio[3]?.once('data', (data) => resolve(String(data).trim()))
    server.once('error', reject)
  })
  return { display: `:${number}`, close: () => end(server) }
}

function miniBrowser(): string {
  const folder = readdirSync(LIBRARIES).find((name) => name.startsWith('webkit2gtk-4'))
  if (!folder) throw new Error('WebKit is not on this machine.')
  return join(LIBRARIES, folder, 'MiniBrowser')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

async function end(child: ChildProcess) {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
