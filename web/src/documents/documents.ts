import type { Document, Documents } from '@lva/contracts/documents'
import { computed, onMounted, onUnmounted, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { t } from '../messages/messages.ts'
import { deleteLater } from '../outbox/delete-later.ts'
import { attempt } from '../ui/attempt.ts'
import './messages.en.ts'

const PAGE = 50
/** Taken off the list while the learner may still undo. */
const hidden = ref<ReadonlySet<string>>(new Set())

/** The learner's documents, the latest first, as far as they are looked at, and how far each is. */
export function useDocuments() {
  const documents = shallowRef<Document[]>([])
  const loaded = ref(false)
  const complete = ref(false)
  const fault = shallowRef<unknown>(null)

  async function fetched(before?: Document) {
    fault.value = null
    try {
      const older = before ? `&before=${before.id}` : ''
      const page = (await api.get<Documents>(`/api/documents?limit=${PAGE}${older}`)).documents
      documents.value = before ? [...documents.value, ...page] : page
      complete.value = page.length < PAGE
      loaded.value = true
    } catch (cause) {
      fault.value = cause
    }
  }

  function put(document: Document) {
    const others = documents.value.filter(({ id }) => id !== document.id)
    documents.value = [document, ...others].sort((a, b) => (a.id > b.id ? -1 : 1))
  }

  const reload = () => fetched()
  onMounted(reload)
  onUnmounted(events.on(['refetch'], () => void reload()))
  onUnmounted(
    events.on(['document-changed'], ({ document_id, state, progress }) => {
      const known = documents.value.find(({ id }) => id === document_id)
      if (known && (state === 'waiting' || state === 'reading')) put({ ...known, state, progress })
      else void reload()
    }),
  )

  return {
    documents: computed(() => documents.value.filter(({ id }) => !hidden.value.has(id))),
    ...{ loaded, complete, fault, reload, put },
    loadOlder: () => fetched(documents.value.at(-1)),
  }
}

/** Has a document read again, or stops reading it; what it is then is handed to `put`. */
export async function changeReading(id: string, what: 'retry' | 'cancel', put: (document: Document) => void) {
  await attempt(async () => {
    put(await api.post<Document>(`/api/documents/${id}/${what}`))
  })
}

/** Takes a document off the list at once and removes it, with every trace, when the time to undo is over. */
export function deleteDocument({ id, name }: Pick<Document, 'id' | 'name'>) {
  const unhide = () => {
    hidden.value = new Set([...hidden.value].filter((other) => other !== id))
  }
  hidden.value = new Set([...hidden.value, id])
  deleteLater(`/api/documents/${id}`, { said: t('documents.deleted', { name }), back: unhide })
}
