import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { ROOT } from '../steps/project.mjs'

/** What looks like a secret and is none: where, what, and why it may stay. */
const ALLOWED = [
  [
    /^server\/src\/config(\/env-file)?\.test\.ts$/,
    /postgres:\/\/me:\S+@db\/lva/,
    'a made-up address that is hard to read',
  ],
  [
    /^server\/src\/administration\/connections\.test\.ts$/,
    /user:canary@db\.example\.org/,
    'shows that a password is not told',
  ],
  [/^server\/src\/outgoing\/outgoing\.test\.ts$/, /user:secret@example\.org/, 'shows that such an address is refused'],
]
/** Newest first; a history longer than this is looked at in parts, by whoever wrote the rest. */
const COMMITS_MAX = 5_000
const FILE_BYTES_MAX = 3 * 2 ** 20

/** Secrets of our own making, beside those of vendors that secretlint knows: personal tokens and signed tokens. */
const OURS = {
  supportedContentTypes: ['text'],
  messages: {},
  meta: { id: 'tokens-of-ours', recommended: true, type: 'scanner', supportedContentTypes: ['text'] },
  create: (context) => ({
    file(source) {
      for (const expression of [
        /\blva_[a-z]{1,12}_[0-9A-Za-z]{30,64}\b/g,
        /\beyJ[\w-]{10,400}\.eyJ[\w-]{10,2000}\.[\w-]{20,700}/g,
      ])
        for (const { index, 0: found } of source.content.matchAll(expression))
          context.report({ message: 'a token of this product', range: [index, index + found.length] })
    },
  }),
}

/** No secret in any file of the project, nor in what its history ever added; seen to fire on planted ones. */
export async function secrets() {
  const scan = await scanner()
  const faults = []
  const used = new Set()
  const judge = (where, path, found) => {
    const allowed = ALLOWED.find(([file, words]) => file.test(path) && words.test(found))
    if (allowed) used.add(allowed)
    // Never the secret itself: this line may end in a public log.
    else
      faults.push(
        `${where}: what looks like a secret of ${found.length} characters; take it out and replace it where it is used`,
      )
  }

  const files = filesOfTree()
  for (const path of files)
    for (const { found, line } of await scan(path, readFileSync(join(ROOT, path))))
      judge(`${path}:${line}`, path, found)
  const added = addedByHistory()
  for (const { commit, path, text } of added)
    for (const { found } of await scan(path, Buffer.from(text)))
      judge(`commit ${commit.slice(0, 12)}, ${path}`, path, found)
  for (const entry of ALLOWED.filter((entry) => !used.has(entry)))
    faults.push(
      `scripts/security/secrets.mjs: nothing like ${entry[1].source} is there any more; take the exception out`,
    )

  const planted = plantedSecrets()
  for (const [name, text] of Object.entries(planted))
    if ((await scan('server/src/planted.ts', Buffer.from(text))).length === 0)
      faults.push(`a planted ${name} was not noticed`)
  const commits = new Set(added.map(({ commit }) => commit)).size
  const history = commits > 0 ? `${commits} commits` : 'no history here'
  return { figure: `${files.length} files, ${history}, ${Object.keys(planted).length} kinds seen to fire`, faults }
}

async function scanner() {
  const { lintSource } = await import('@secretlint/core')
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend')
  const rules = [
    { id: '@secretlint/secretlint-rule-preset-recommend', rule: creator },
    { id: 'tokens-of-ours', rule: OURS },
  ]
  return async (path, bytes) => {
    if (bytes.length > FILE_BYTES_MAX || bytes.includes(0)) return []
    const content = bytes.toString('utf8')
    const source = { filePath: path, content, ext: extname(path), contentType: 'text' }
    const { messages } = await lintSource({ source, options: { config: { rules }, noPhysicFilePath: true } })
    return messages.map(({ range, loc }) => ({ found: content.slice(...range), line: loc.start.line }))
  }
}

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 29, stdio: 'pipe' })

const hasGit = () => existsSync(join(ROOT, '.git'))

function filesOfTree() {
  if (!hasGit()) throw new Error('The secret scan asks git which files belong to the project. Run it in a checkout.')
  const listed = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')
  return [...new Set(listed)].filter(
    (path) => path && existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile(),
  )
}

/** What each commit added to each file. */
function addedByHistory() {
  const log = git('log', '-p', '-U0', '--no-color', '--no-ext-diff', `--max-count=${COMMITS_MAX}`, '--format=%x00%H')
  return log
    .split('\0')
    .slice(1)
    .flatMap((entry) => {
      const commit = entry.slice(0, 40)
      return entry
        .split(/^diff --git /m)
        .slice(1)
        .map((part) => ({
          commit,
          path: /^\+\+\+ b\/(.*)$/m.exec(part)?.[1] ?? '',
          text: [...part.matchAll(/^\+(?!\+\+ )(.*)$/gm)].map(([, line]) => line).join('\n'),
        }))
        .filter(({ text }) => text !== '')
    })
}

// Put together here, so that this file holds none.
function plantedSecrets() {
  const some = (length) => 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA'.repeat(4).slice(0, length)
  return {
    'personal token': `const token = '${['lva', 'pat', some(36)].join('_')}'`,
    'signed token': `Bearer ${['eyJhbGciOiJIUzI1NiJ9', `eyJ${some(60)}`, some(43)].join('.')}`,
    'private key': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
    'vendor key': `ANTHROPIC_API_KEY=${['sk', 'ant', 'api03', `${some(93)}AA`].join('-')}`,
    'database password': `DATABASE_URL=${['postgres', '//admin'].join(':')}:${some(20)}@db.internal.example:5432/lva`,
  }
}
