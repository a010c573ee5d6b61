import type { DataExport, DataFormat, DataImport, ImportCounts } from '@lva/contracts/privacy'
import type { Api } from '../api/api.ts'
import type { Watch } from './watch.ts'

type Needs = {
  api: Pick<Api, 'get' | 'post' | 'file' | 'upload'>
  watch: () => Watch
}

/** Takes everything away as a file, and brings a file in. Both are done by the server; this waits and tells how far it is. */
export function createCarrying({ api, watch }: Needs) {
  /** Does something while it is watched how far the server is. */
  async function watching<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
    const watched = watch()
    try {
      return await work(watched)
    } finally {
      watched.stop()
    }
  }

  return {
    /** Asks for an export and fetches it; null when the server could not make it. */
    async download(
      format: DataFormat,
      { signal, ready }: { signal: AbortSignal; ready: () => void },
    ): Promise<{ name: string; content: Blob } | null> {
      const state = await watching(async (watched) => {
        let made = await api.post<DataExport>('/api/gdpr/export', { body: { format }, signal })
        while (made.status === 'processing') {
          await watched.change(signal)
          made = await api.get<DataExport>(`/api/gdpr/export/${made.export_id}`, { signal })
        }
        return made
      })
      if (state.status !== 'completed' || !state.download_url) return null
      ready()
      const day = state.created_at.slice(0, 10)
      const name = `learning-voice-agent-${day}.${format === 'json' ? 'json' : `${format}.zip`}`
      return { name, content: await api.file(state.download_url, { signal }) }
    },

    /** Sends a file and waits until it has been read; null when it is no export. */
    async bringIn(
      file: Blob,
      { signal, tell }: { signal: AbortSignal; tell: (counts: ImportCounts) => void },
    ): Promise<ImportCounts | null> {
      return watching(async (watched) => {
        let state = await api.upload<DataImport>('/api/gdpr/import', file, { signal })
        while (state.status === 'processing') {
          await watched.change(signal)
          state = await api.get<DataImport>(`/api/gdpr/import/${state.import_id}`, { signal })
          tell(state.counts)
        }
        return state.status === 'completed' ? state.counts : null
      })
    },
  }
}
