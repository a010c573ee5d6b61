import type { DocumentDetail, DocumentPart, DocumentParts } from '@lva/contracts/documents'
import { computed, shallowRef } from 'vue'
import { api } from '../api/api.ts'

const PARTS_AT_ONCE = 5

/** A document while it is read: some of its parts at a time, around the place one came for. */
export function useReader(documentId: string) {
  const document = shallowRef<DocumentDetail | null>(null)
  const parts = shallowRef<DocumentPart[]>([])
  const fault = shallowRef<unknown>(null)
  const path = `/api/documents/${encodeURIComponent(documentId)}`

  const fetchParts = async (query: string) => (await api.get<DocumentParts>(`${path}/parts?${query}`)).parts

  async function attempt(work: () => Promise<void>) {
    fault.value = null
    try {
      await work()
    } catch (cause) {
      fault.value = cause
    }
  }

  return {
    ...{ document, parts, fault },
    atBeginning: computed(() => (parts.value[0]?.number ?? 1) <= 1),
    atEnd: computed(() => (parts.value.at(-1)?.number ?? 0) >= (document.value?.parts ?? 0)),

    /** Opens it at a place, or at a part. */
    open: (place: { at: number } | { part: number }) =>
      attempt(async () => {
        document.value ??= await api.get<DocumentDetail>(path)
        if (document.value.state !== 'ready') return
        const from = 'at' in place ? `at=${place.at}` : `from=${place.part}`
        parts.value = await fetchParts(`${from}&limit=${PARTS_AT_ONCE}`)
      }),

    before: () =>
      attempt(async () => {
        const first = parts.value[0]?.number ?? 1
        const from = Math.max(1, first - PARTS_AT_ONCE)
        parts.value = [...(await fetchParts(`from=${from}&limit=${first - from}`)), ...parts.value]
      }),

    after: () =>
      attempt(async () => {
        const next = (parts.value.at(-1)?.number ?? 0) + 1
        parts.value = [...parts.value, ...(await fetchParts(`from=${next}&limit=${PARTS_AT_ONCE}`))]
      }),
  }
}
