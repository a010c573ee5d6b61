import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:8000'
const wantsPage = (accept: string | undefined) => accept?.includes('text/html') ?? false

export default defineConfig({
  plugins: [vue({ features: { optionsAPI: false } })],
  build: {
    target: 'es2023',
    // Small worklets and images would become data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
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
