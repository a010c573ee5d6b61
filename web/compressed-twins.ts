import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const WORDY = /\.(?:js|css|html|svg|wasm|webmanifest)$/
/** Above this the best packing takes minutes for a hundredth less. */
const LARGE_BYTES = 1_000_000
/** Below this a packed file saves no packet. */
const SMALL_BYTES = 1_000

const QUICKER = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

/** Puts a `.br` and a `.gz` beside every built text, so that the server packs nothing while people wait. */
export function compressedTwins(): Plugin {
  let folder = ''
  return {
    name: 'compressed-twins',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!WORDY.test(name)) continue
          const content = readFileSync(join(folder, name))
          if (content.length < SMALL_BYTES) continue
          writeFileSync(
            join(folder, `${name}.br`),
            brotliCompressSync(content, content.length > LARGE_BYTES ? QUICKER : {}),
          )
          writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }))
        }
      },
    },
  }
}
