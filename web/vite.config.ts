import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compressedTwins } from './compressed-twins.ts'
import { offlineShell } from './offline-shell.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = 'http://127.0.0.1:8000'
const wantsPage = (accept: string | undefined) => accept?.includes('text/html') ?? false

export default defineConfig({
  plugins: [
    vue({ features: { optionsAPI: false } }),
    offlineShell({ worker: here('src/pwa/sw.ts'), publicFolder: here('public') }),
    compressedTwins(),
  ],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    // Small worklets and images would become data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    // Tells `npm run check` what each screen loads.
    manifest: true,
    modulePreload: { polyfill: false },
    // What every page needs travels in one file: it packs tighter, and is asked for once.
    rolldownOptions: {
      output: {
        // A page names every file it may fetch later, so names weigh: the manifest says which is which.
        chunkFileNames: 'assets/[hash].js',
        assetFileNames: ({ names }) =>
          names[0]?.endsWith('.css') ? 'assets/[hash].css' : 'assets/[name]-[hash][extname]',
        codeSplitting: {
          groups: [
            {
              name: 'floor',
              test: /node_modules\/(@vue|vue)\/|src\/(api|outbox\/(courier|kept|of-this-page|outbox|queue|store)|navigation|messages\/(messages|known|everywhere|locale)|frame\/(frame|rail|bottom|crash)|ui\/(attempt|icon|button|notice|trouble|skeleton|on-demand|first-touch|page|icon-button)|new-id)/,
            },
            // What is said, as it is shown and heard: the conversation and the library both need all of it.
            {
              name: 'script',
              test: /src\/(conversation\/(messages|turn\.|speaker-name|use-playback)|voice\/(speaking|use-speech)|ui\/menu)/,
            },
            // What says words aloud, and which of them.
            { name: 'player', test: /src\/voice\/(player|source-numbers)/ },
            // What is filled in, wherever it is: fields, and how they are sent.
            { name: 'forms', test: /src\/ui\/(field|password-field|form\.|form-trouble)/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '^/(api|health|openapi.json|docs|legal)': server,
      '^/ws/': { target: server, ws: true },
      // One address, two answers: the page for people, JSON for programs.
      '^/$': { target: server, bypass: (request) => (wantsPage(request.headers.accept) ? request.url : undefined) },
    },
  },
})
