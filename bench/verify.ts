import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Looked, type VerifyOptions, verify } from '../server/src/verifying/verifying.ts'

// Checks a deployment from outside: npm run verify -- --target URL. Exit code 0: everything is as it should be, or needs a person; 1: something
// failed; 2: wrong words.

const MARK = { done: '✓', failed: '✗', person: '?' }
const USAGE = `npm run verify -- --target URL [--account FILE | --token FILE] [--origin URL] [--limits] [--json]

  --target URL     the deployment, e.g. https://learn.example.org
  --account FILE   e-mail and password, a line each: where sign-up is closed. Otherwise an account is made, and erased
  --token FILE     an access token instead
  --origin URL     a page that CORS_ORIGINS allows (the target itself)
  --limits         uses the rate limits of this address up: whoever shares it waits a minute
  --plain URL      where plain http is answered (port 80 of the target)
  --json           prints JSON

An authority of your own for certificates: NODE_EXTRA_CA_CERTS=FILE before the command.`

class WrongWords extends Error {}

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof WrongWords) && !(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${USAGE}`)
  return 2
})
process.exit()

async function main(): Promise<number> {
  const values = read()
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const { target } = values
  if (target === undefined) throw new WrongWords('Say which deployment: --target URL.')
  const looked: Looked[] = []
  for await (const one of verify(target, optionsOf(values))) {
    looked.push(one)
    if (!values.json) console.log(lineOf(one))
  }
  const count = (state: Looked['state']) => looked.filter((one) => one.state === state).length
  if (values.json) console.log(JSON.stringify({ target, at: new Date().toISOString(), looked }, null, 2))
  else console.log(`\n${count('done')} done, ${count('failed')} failed, ${count('person')} need a person`)
  return count('failed') > 0 ? 1 : 0
}

function read() {
  const text = { type: 'string' } as const
  const yes = { type: 'boolean' } as const
  const options = {
    ...{ target: text, account: text, token: text, origin: text, plain: text },
    ...{ limits: yes, json: yes, help: { ...yes, short: 'h' } },
  } as const
  try {
    return parseArgs({ options }).values
  } catch (error) {
    throw new WrongWords(error instanceof Error ? error.message : String(error))
  }
}

function optionsOf({ account, token, origin, plain, limits = false }: ReturnType<typeof read>): VerifyOptions {
  const [email = '', password = ''] = account === undefined ? [] : linesOf('--account', account)
  if (account !== undefined && password === '')
    throw new WrongWords('--account FILE holds an e-mail and a password, a line each.')
  const [first] = token === undefined ? [] : linesOf('--token', token)
  return {
    limits,
    ...(account === undefined ? {} : { account: { email, password } }),
    ...(first === undefined ? {} : { token: first }),
    ...(origin === undefined ? {} : { origin }),
    ...(plain === undefined ? {} : { plain }),
  }
}

function linesOf(option: string, file: string): string[] {
  try {
    // npm runs this in the folder of the project.
    const path = resolve(process.env.INIT_CWD ?? process.cwd(), file)
    return readFileSync(path, 'utf8').split(/\r?\n/)
  } catch {
    throw new WrongWords(`${option}: ${file} cannot be read.`)
  }
}

function lineOf({ id, state, what, detail, todo }: Looked): string {
  const help = todo && state !== 'done' ? `\n  ${' '.repeat(18)} → ${todo}` : ''
  return `${MARK[state]} ${id.padEnd(18)} ${what}: ${detail}${help}`
}
