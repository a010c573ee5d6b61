import type { Document } from '@lva/contracts/documents'
import type { Picture } from '@lva/contracts/pictures'
import { onMounted, onUnmounted, type Ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { ApiProblem } from '../api/api-problem.ts'
import { events } from '../api/events.ts'
import type { Attached } from '../conversation/use-attached.ts'
import { createUploads } from '../documents/uploads.ts'
import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import { isPicture, MOST, put, standing } from './attached.ts'
import './messages.en.ts'
import '../pictures/messages.en.ts'

type Given = Document | Picture

/** Attaches what is chosen, dropped or pasted; what is not in the library yet goes there first, and is told of as it is read. */
export function useAttaching(attached: Ref<readonly Attached[]>) {
  /** How far a document is, and a small view of a picture, by their ids. */
  const about = shallowRef<ReadonlyMap<string, string>>(new Map())
  const tell = (id: string, what: string) => {
    about.value = new Map([...about.value, [id, what]])
  }

  const uploads = createUploads<Given>({
    api,
    pathOf: (file) =>
      isPicture(file) ? '/api/upload/image' : `/api/upload/document?name=${encodeURIComponent(file.name)}`,
    arrived(given, file) {
      attach(given, file.name)
      // It may have been read before it was here to be told of.
      void lookAgain()
    },
  })

  function look(given: Given) {
    if ('thumbnail_url' in given) tell(given.id, given.thumbnail_url)
    else tell(given.id, standing(given))
  }

  function attach(given: Given, fileName = '') {
    look(given)
    const picture = 'thumbnail_url' in given
    const name = picture ? given.caption.trim() || fileName || given.description || t('pictures.untitled') : given.name
    const all = put(attached.value, { id: given.id, kind: picture ? 'picture' : 'document', name })
    if (all) attached.value = all
    else notices.say(t('attach.most', { count: MOST }), { tone: 'bad' })
  }

  function detach(id: string) {
    attached.value = attached.value.filter((one) => one.id !== id)
  }

  function vanished(id: string) {
    const one = attached.value.find((other) => other.id === id)
    if (!one) return
    detach(id)
    notices.say(t('attach.gone', { name: one.name }))
  }

  /** Sees how what is attached is by now; what was deleted meanwhile comes off. */
  async function lookAgain() {
    for (const { id, kind } of attached.value)
      await api
        .get<Given>(`/api/${kind === 'picture' ? 'pictures' : 'documents'}/${id}`)
        .then(look, (cause: unknown) => {
          if (cause instanceof ApiProblem && cause.status === 404) vanished(id)
        })
  }

  onMounted(lookAgain)
  onUnmounted(
    events.on(['document-changed'], ({ document_id, state, progress }) => {
      if (!attached.value.some(({ id }) => id === document_id)) return
      if (state === null) vanished(document_id)
      else if (state === 'waiting' || state === 'reading') tell(document_id, standing({ state, progress }))
      else void lookAgain()
    }),
  )

  return {
    ...{ uploads, about, attach, detach },
    /** Takes files in, as many as there is room for. */
    give(files: Iterable<File>) {
      const all = [...files]
      const room = MOST - attached.value.length - uploads.list.value.length
      uploads.add(all.slice(0, Math.max(0, room)))
      if (all.length > room) notices.say(t('attach.most', { count: MOST }), { tone: 'bad' })
    },
  }
}
