import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packagesOf } from './packages.mjs'

// node scripts/image/tree.mjs SOURCE TARGET: copies of an installed and built project what a server reads at run time, and nothing else.
const WORKSPACES = ['contracts', 'speech', 'server']
const OURS = [
  'package.json',
  'LICENSE',
  'contracts/package.json',
  'contracts/src',
  'speech/package.json',
  'speech/src',
  'server/package.json',
  'server/bin',
  'server/src',
  'web/dist',
  'scripts/image/healthy.mjs',
]
const TESTS = /\.test\.ts$|\/(?:testing|conformance)$/

const SYSTEM = `${process.platform}-${process.arch}`

/** No program of ours or of a package reads these. Licences stay: they go where the code goes. */
const UNREAD = /\.(?:map|d\.[cm]?ts|[cm]?ts|md|markdown|flow|gyp|gypi)$/
const UNREAD_FOLDERS = /^(?:\..+|tests?|__tests__|benchmarks?|examples?)$/
/** Parts of packages that only other systems, browsers or compilers use: package → what is left out. */
const PARTS = {
  'better-sqlite3': (path) =>
    /^(?:deps|src)(?:\/|$)/.test(path) || (path.startsWith('prebuilds/') && path !== `prebuilds/${SYSTEM}.node`),
  'onnxruntime-web': (path) =>
    path.startsWith('dist/') && !/^dist\/ort(?:\.node\.min|-wasm-simd-threaded)\.(?:m?js|wasm)$/.test(path),
  '@ricky0123/vad-web': (path) => path.startsWith('dist/') && !path.endsWith('_v5.onnx'),
}

/** Copies what a server reads at run time from `source`, a project with its packages and its page, to `target`. Answers how many packages. */
export function makeTree(source, target) {
  const { packages } = JSON.parse(readFileSync(join(source, 'package-lock.json'), 'utf8'))
  if (!existsSync(join(source, 'web/dist/index.html')))
    throw new Error('The page has not been built: web/dist is missing.')
  mkdirSync(target, { recursive: true })
  for (const path of OURS)
    copy(source, target, path, (inside) => !TESTS.test(inside) && !inside.startsWith(join(path, 'node_modules')))
  // What is optional may not be there: it is for other systems.
  const installed = packagesOf(packages, WORKSPACES).filter(
    (path) => existsSync(join(source, path)) && !path.includes('node_modules/@types/'),
  )
  for (const path of installed) copy(source, target, path, (inside) => isRead(path, inside))
  return installed.length
}

function copy(source, target, path, wanted) {
  const from = join(source, path)
  const to = join(target, path)
  const kind = lstatSync(from)
  mkdirSync(dirname(to), { recursive: true })
  if (kind.isSymbolicLink()) return symlinkSync(readlinkSync(from), to)
  if (kind.isFile()) return copyFileSync(from, to)
  copyInside(from, to, path, wanted)
}

// There are thousands, so every look at the disk counts.
function copyInside(from, to, path, wanted) {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const { name } = entry
    const inside = `${path}/${name}`
    if (!wanted(inside)) continue
    if (entry.isDirectory()) copyInside(join(from, name), join(to, name), inside, wanted)
    else if (entry.isFile()) copyFileSync(join(from, name), join(to, name))
    else symlinkSync(readlinkSync(join(from, name)), join(to, name))
  }
}

function isRead(path, inside) {
  const within = inside.slice(path.length + 1)
  // Packages inside of packages are in the list themselves.
  if (within === 'node_modules' || within.startsWith('node_modules/')) return false
  if (UNREAD_FOLDERS.test(within.split('/')[0]) || UNREAD.test(within)) return false
  return !PARTS[path.split('node_modules/').at(-1)]?.(within)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [source = '.', target = ''] = process.argv.slice(2)
  if (!target) throw new Error('Say where to: node scripts/image/tree.mjs SOURCE TARGET')
  console.log(`${makeTree(resolve(source), resolve(target))} packages`)
}
