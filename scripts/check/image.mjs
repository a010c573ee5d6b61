import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob } from 'node:path'
import { createGzip } from 'node:zlib'
import { recipeOf, stepsOf } from '../image/dockerfile.mjs'
import { makeTree } from '../image/tree.mjs'
import { tryContainer } from '../image/trial.mjs'
import { ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'
import { buildWebApp } from '../steps/web-app.mjs'

const DOCKERFILE = 'Dockerfile.optimized'
const MOST_MB = 250
/** What node:24-bookworm-slim is taken for, packed: Debian's slim image 30 MB, Node with npm 50 MB, and something for not knowing better. */
const BASE_MB = 90

/**
 * Follows the Dockerfile of the small image without Docker: what a build would be given, the tree that its own script makes of that, how
 * large it is when it is packed, and a container's life in it, as the image's user, who can write nothing but the data.
 */
export async function image() {
  if (!(await buildWebApp())) return { figure: 'not built', faults: ['the web app could not be built'] }
  const text = readFileSync(join(ROOT, DOCKERFILE), 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'lva-image-'))
  try {
    // The image's user has to find the way in.
    chmodSync(folder, 0o755)
    const source = join(folder, 'build')
    const tree = join(folder, 'app')
    await giveContext(source)
    const packages = makeTree(source, tree)
    const [bytes, files] = await packed(tree)
    const megabytes = BASE_MB + Math.ceil(bytes / 1e6)
    const { figure, faults } = await tryContainer({ folder, tree, recipe: await recipeOf(text) })
    const steps = (await stepsOf(text)).map(({ words }) => words)
    if (!steps.includes('node scripts/image/tree.mjs /build /app'))
      faults.push(`${DOCKERFILE} does not make its tree by scripts/image/tree.mjs`)
    if (megabytes > MOST_MB) faults.push(`the image would have ${megabytes} MB packed; at most ${MOST_MB} are allowed`)
    return {
      figure: `${megabytes} MB packed, ${BASE_MB} of them assumed for the base; ${packages} packages, ${files} files; ${figure}`,
      faults,
    }
  } finally {
    // Only root may remove what nobody may write.
    await run('chmod', ['-R', 'u+w', join(folder, 'app')])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What `COPY . .` gives, with the packages and the page that two steps of the Dockerfile add to it. */
async function giveContext(target) {
  const hidden = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const isHidden = (path) => {
    const above = path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'))
    return above.some((part) => hidden.some((pattern) => matchesGlob(part, pattern)))
  }
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  for (const path of stdout.split('\0').filter((path) => path !== '' && !isHidden(path)))
    give(join(ROOT, path), join(target, path))
  mkdirSync(join(target, 'web'), { recursive: true })
  for (const path of ['node_modules', 'web/dist']) symlinkSync(join(ROOT, path), join(target, path))
}

function give(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch (error) {
    if (error.code !== 'EXDEV') throw error
    copyFileSync(from, to)
  }
}

/** How many bytes a folder has as a layer, about: every file with a header, gzipped the quick way, which is the larger one. And its files. */
async function packed(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const gzip = createGzip({ level: 1 })
  let bytes = 0
  gzip.on('data', (chunk) => {
    bytes += chunk.length
  })
  const ended = new Promise((resolve, reject) => gzip.once('end', resolve).once('error', reject))
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name)
    gzip.write(Buffer.from(path.padEnd(512, '\0')))
    if (!gzip.write(readFileSync(path))) await new Promise((resolve) => gzip.once('drain', resolve))
  }
  gzip.end()
  await ended
  return [bytes, files.length]
}
