import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { bash, withLva } from './examples.ts'
import { type Ends, freePort, openTestHouse } from './house.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGE = readFileSync(join(ROOT, 'docs/DEPLOYMENT_GUIDE.md'), 'utf8')
const NEEDED = ['bash', 'curl', 'jq', 'git', 'openssl', 'nginx', 'systemd-analyze']
const missing = NEEDED.filter((name) => spawnSync('which', [name]).status !== 0)
if (!existsSync(join(ROOT, '.git'))) missing.push('a checkout')

/** A block of commands of the page, under its heading, and why it cannot be run here. */
interface Block {
  heading: string
  commands: string
  notRun: string | null
}

const blocks = PAGE.split(/^## /m).flatMap((part): Block[] =>
  [...part.matchAll(/(?:<!-- not run: (.+) -->\n)?```bash\n([\s\S]*?)```/g)].map(([, notRun, commands]) => ({
    heading: part.split('\n', 1)[0] ?? '',
    commands: commands ?? '',
    notRun: notRun ?? null,
  })),
)
const SENTENCES = PAGE.replaceAll(/^```[\s\S]*?^```/gm, '')
const under = (start: string) =>
  blocks.filter(({ heading, notRun }) => heading.startsWith(start) && !notRun).map(({ commands }) => commands)

// Nothing of this machine is touched: folders stand below one of the test, and programs that would need root or systemd are told where.
const machine = mkdtempSync(join(tmpdir(), 'lva-deployed-'))
const here = (text: string) => text.replaceAll(/(?<![\w./])\/(opt|etc|usr\/local|var)\//g, `${machine}/$1/`)
const FUNCTIONS = `
  install() {
    command install "$@"
    for file in "$@"; do :; done
    sed -i -E -e 's#(^|[ =:])/(opt|etc|usr/local|var)/#\\1${machine}/\\2/#g' -e 's#^exec setpriv .*#exec \\\\#' "$file"
    sed -i -E -e '/listen \\[::\\]/d' -e 's/listen (80|443)/listen 127.0.0.1:5\\1/' "$file"
    sed -i -e 's#^code=.*#code=${ROOT}#' "$file"
  }
  nginx() { command nginx -q -c ${machine}/etc/nginx/nginx.conf "$@"; }
`
const env = {
  REPOSITORY: ROOT,
  PATH: `${machine}/usr/local/bin:${process.env.PATH}`,
  ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
}

async function type(commands: readonly string[], { at = machine, url = '' } = {}): Promise<string[]> {
  const typed = commands.flatMap((block) => [
    ...here(block)
      .replaceAll('sudo ', '')
      .replaceAll('-g lva ', '')
      .split('\n')
      .map((line) => (/^\s*(?:curl|TOKEN=|npx lva)/.test(line) ? asked(line, url) : line)),
    'echo ----',
  ])
  return (await bash(`cd ${at}\n${FUNCTIONS}${typed.join('\n')}`, env)).split('----\n')
}

const asked = (line: string, url: string) =>
  withLva(line)
    .replaceAll(/https:\/\/lva\.example\.org|http:\/\/127\.0\.0\.1:8000/g, url)
    // Behind no nginx, so that what belongs to TLS fails.
    .replace(/(checklist --target .*)/, '$1 --json || true')

const configured = (file: string, secrets: string) =>
  readConfig(
    Object.fromEntries(
      ['jwt_secret_key', 'jwt_refresh_secret_key', 'encryption_key', 'backup_passphrase', 'admin_api_key'].map(
        (name) => [`${name.toUpperCase()}_FILE`, join(secrets, name)],
      ),
    ),
    { envFile: file, readFile: (path) => readFileSync(path, 'utf8') },
  )

describe.skipIf(missing.length > 0 && !process.env.CI)(
  `the deployment guide${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const ends: Ends = [() => rmSync(machine, { recursive: true, force: true })]
    afterAll(async () => {
      for (const end of ends.reverse()) await end()
    })

    test('says of every command that is not run why it is not', () => {
      const not = blocks.filter(({ notRun }) => notRun !== null)
      const reasons = Object.groupBy(not, ({ notRun }) => notRun ?? '')
      const lines = ({ commands }: Block) => commands.trim().split(/(?<!\\)\n/).length
      const count = (several: readonly Block[]) => several.reduce((sum, block) => sum + lines(block), 0)
      process.stdout.write(
        `${[
          `docs/DEPLOYMENT_GUIDE.md: ${count(blocks)} commands, ${count(not)} of them not run:`,
          ...Object.entries(reasons).map(([reason, several = []]) => `  ${count(several)}: ${reason}`),
        ].join('\n')}\n`,
      )
      expect(PAGE.match(/^```/gm)).toHaveLength(blocks.length * 2)
      // Nor does a command hide in a sentence.
      expect(SENTENCES.match(/`(?:sudo|npx|docker|railway|certbot|git|curl|systemctl) [^`]+`/g)).toBe(null)
      expect(count(blocks) - count(not)).toBeGreaterThan(30)
    })

    test('with Docker: the settings it leaves are such as the server takes', async () => {
      await type(under('B. Docker'))
      const folder = join(machine, 'learning-voice-agent')
      const config = configured(join(folder, '.env.production'), join(folder, 'deploy/compose/secrets'))
      expect(config).toMatchObject({ ENVIRONMENT: 'production', PUBLIC_URL: 'https://lva.example.org' })
    })

    test('on a machine of one’s own: from nothing to verified, updated and removed', async () => {
      const [before, after] = split(under('C. A machine'), '/health/ready')
      for (const folder of [
        'etc/systemd/system',
        'etc/nginx/conf.d',
        'etc/nginx/snippets',
        'etc/ssl/lva',
        'usr/local/bin',
      ])
        mkdirSync(join(machine, folder), { recursive: true })
      await bash(
        `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lva.example.org \\
          -keyout ${machine}/etc/ssl/lva/privkey.pem -out ${machine}/etc/ssl/lva/fullchain.pem 2>&1`,
      )
      writeFileSync(
        join(machine, 'etc/nginx/nginx.conf'),
        `pid ${machine}/nginx.pid;\nerror_log stderr;\nevents {}\nhttp { access_log off; include ${machine}/etc/nginx/conf.d/*.conf; }\n`,
      )
      const [cloned = '', ...others] = before
      await type([cloned])
      // What scripts/setup.mjs makes.
      symlinkSync(join(ROOT, 'node_modules'), join(machine, 'opt/learning-voice-agent/node_modules'))
      const at = join(machine, 'opt/learning-voice-agent')
      const told = (await type(others, { at })).join('')
      // Whoever follows the page has nothing left that failed.
      expect(told).toMatch(/\n\d+ done, 0 failed, \d+ need a person\.\n/)

      const folder = join(machine, 'var/lib/learning-voice-agent')
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const config = configured(
        join(machine, 'etc/learning-voice-agent/env'),
        join(machine, 'etc/learning-voice-agent/secrets'),
      )
      const address = { engine: 'sqlite', file: join(folder, 'companion.db') } as const
      const PORT = await freePort()
      const { ENCRYPTION_KEY = '' } = readSecrets(['encryption_key'])
      const house = await openTestHouse(
        { folder, address },
        { env: { ENCRYPTION_KEY, PUBLIC_URL: config.PUBLIC_URL ?? '', RATE_LIMIT_ENABLED: 'true', PORT } },
        ends,
      )
      const url = house.url
      const [ready = '', , people = ''] = await type(after, { at, url })
      expect(JSON.parse(ready)).toMatchObject({ status: 'ready' })

      const password = /Password, shown only here: (\S+)/.exec(people)?.[1] ?? ''
      writeFileSync(join(at, 'account'), `ada@example.org\n${password}\n`)
      const verifying = under('Verifying').map((block) => block.replaceAll('Lovelace1815', password))
      const [checked = '', byHand = ''] = await type(verifying, { at, url })
      const { steps } = JSON.parse(checked)
      const states = Object.fromEntries(steps.map(({ id, state }: { id: string; state: string }) => [id, state]))
      expect(states).toMatchObject({
        ...{ deployed: 'done', health: 'done', 'auth-flow': 'done', conversation: 'done', socket: 'done' },
        ...{ headers: 'done', gdpr: 'done', 'is-accessible': 'done', 'signs-in': 'done' },
      })
      expect(byHand).toMatch(/"email":"ada@example\.org"[\s\S]*"user_text":"Hello, how are you\?"/)
      expect(byHand.match(/(?:Content-Security-Policy|Strict-Transport-Security|X-Frame-Options): /gi)).toHaveLength(3)

      await type(under('Updating'), { at, url })
      await house.close()
      await type(under('Removing'))
      expect(existsSync(at) || existsSync(folder)).toBe(false)
    }, 180_000)
  },
)

function split(commands: readonly string[], at: string): [string[], string[]] {
  const n = commands.findIndex((block) => block.includes(at))
  return [commands.slice(0, n), commands.slice(n)]
}

const readSecrets = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => [
      name.toUpperCase(),
      readFileSync(join(machine, 'etc/learning-voice-agent/secrets', name), 'utf8').trim(),
    ]),
  )
