import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const server = 'http://127.0.0.1:8000'
const wantsPage = (accept: string | undefined) => accept?.includes('text/html') ?? false

export default defineConfig({
  plugins: [
    vue({ features: { optionsAPI: false } }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/pwa',
      filename: 'sw.ts',
      injectRegister: false,
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['assets/*', '*.{svg,png,js}'],
        globIgnores: ['sw.js', '**/*latin-ext*', '**/*.map'],
      },
      manifest: {
        id: '/',
        name: 'Learning Voice Agent',
        short_name: 'Learning Voice',
        description: 'A companion you talk to while you learn.',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f8f5f0',
        theme_color: '#f8f5f0',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
        shortcuts: [{ name: 'Library', url: '/library' }],
      },
    }),
  ],
  build: {
    target: 'es2023',
    // Small worklets and images would become data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What every page needs travels in one file: it packs tighter, and is asked for once.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'floor',
              test: /node_modules\/(@vue|vue|vue-router)\/|src\/(api|messages|frame\/(frame|rail|bottom)|ui\/(icon|button))/,
            },
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
