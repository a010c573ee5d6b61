import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** What the service worker's list stands for until it is known. */
const LIST = 'self.__SHELL_FILES'

/**
 * Builds the service worker beside the app and tells it which files make up the shell: every built asset, by its hashed name, and the
 * icons and scripts of `public/`, by their content. Fonts of scripts most learners do not read, and what only careful ears need, are fetched when they are needed.
 */
export function offlineShell({ worker, publicFolder }: { worker: string; publicFolder: string }): Plugin {
  return {
    name: 'offline-shell',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      this.emitFile({ type: 'chunk', id: worker, fileName: 'sw.js' })
    },
    generateBundle(_options, bundle) {
      const built = Object.entries(bundle)
        .filter(([url]) => url.startsWith('assets/') && !/latin-ext|silero|\.(?:map|onnx|wasm)$/.test(url))
        .filter(([, file]) => file.type !== 'chunk' || !file.name.includes('silero'))
        .map(([url]) => ({ url, revision: null }))
      const open = readdirSync(publicFolder)
        .filter((name) => /\.(svg|png|js)$/.test(name))
        .map((url) => ({
          url,
          revision: createHash('sha256')
            .update(readFileSync(join(publicFolder, url)))
            .digest('hex')
            .slice(0, 12),
        }))
      const sw = bundle['sw.js']
      if (sw?.type !== 'chunk' || !sw.code.includes(LIST))
        this.error('The service worker does not ask for its list of files.')
      else sw.code = sw.code.replace(LIST, JSON.stringify([...built, ...open].sort((a, b) => (a.url < b.url ? -1 : 1))))
    },
  }
}
