import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from '../steps/project.mjs'
import { buildWebApp } from '../steps/web-app.mjs'

const DIST = join(ROOT, 'web/dist')
const MOST_BYTES = 60_000
const AT_ONCE = 'src/library/follow-sessions.ts'

/** What each screen fetches before anybody touches it: its page, and what that page shows or starts by itself. */
const SCREENS = {
  'talk, 20 turns': ['src/conversation/conversation-view.vue', 'src/conversation/turn-lines.vue', AT_ONCE],
  'talk, first time': [
    'src/conversation/conversation-view.vue',
    'src/conversation/talk-welcome.vue',
    'src/frame/first-steps.vue',
    AT_ONCE,
  ],
  library: ['src/library/library-page.vue', AT_ONCE],
  session: ['src/library/session-page.vue', AT_ONCE],
  you: ['src/you/you-page.vue', 'src/accounts/tokens-section.vue', AT_ONCE],
  'sign-in': ['src/accounts/sign-in-page.vue'],
  'sign-up': ['src/accounts/sign-up-page.vue'],
  mailed: ['src/accounts/mailed-page.vue'],
}

/** How much JavaScript a browser loads on every screen before the first interaction, gzipped as the server sends it. */
export async function bundle() {
  if (!(await buildWebApp())) return { figure: 'not built', faults: ['the web app could not be built'] }
  const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'))
  // Scripts that the page names itself and Vite does not know.
  const page = readFileSync(join(DIST, 'index.html'), 'utf8')
  const named = [...page.matchAll(/<script\b[^>]*\bsrc="\/([^"]+)"/g)].map(([, path]) => path)
  const faults = named.length === 0 ? ['web/dist/index.html names no script'] : []

  const screens = Object.entries(SCREENS).map(([screen, parts]) => {
    const files = new Set(named)
    for (const part of ['index.html', ...parts]) {
      const chunk = chunkOf(manifest, part)
      if (chunk) take(manifest, chunk, files)
      else faults.push(`${part}, part of the screen "${screen}", is not in the build`)
    }
    return { screen, bytes: [...files].reduce((sum, path) => sum + packed(path), 0) }
  })
  for (const { screen, bytes } of screens)
    if (bytes > MOST_BYTES)
      faults.push(`"${screen}" loads ${bytes} bytes of JavaScript; at most ${MOST_BYTES} are allowed`)
  const figure = screens.map(({ screen, bytes }) => `${screen} ${(bytes / 1000).toFixed(1)} kB`).join(' · ')
  return { figure, faults }
}

/** The manifest's key of a module: its path, or, where other pages import it too, a chunk named after it. */
function chunkOf(manifest, part) {
  if (manifest[part]) return part
  const name = basename(part).replace(/\.\w+$/, '')
  return Object.keys(manifest).find((key) => manifest[key].name === name && manifest[key].file.endsWith('.js'))
}

/** Adds the file of a chunk, and of all it imports at once; dynamic imports wait for a wish of their own. */
function take(manifest, name, files) {
  const { file, imports = [] } = manifest[name]
  if (files.has(file) && name !== 'index.html') return
  if (file.endsWith('.js')) files.add(file)
  for (const imported of imports) take(manifest, imported, files)
}

function packed(path) {
  const twin = join(DIST, `${path}.gz`)
  return existsSync(twin) ? readFileSync(twin).length : gzipSync(readFileSync(join(DIST, path))).length
}
