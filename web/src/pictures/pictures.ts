import type { Picture, Pictures } from '@lva/contracts/pictures'
import { computed, onMounted, onUnmounted, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { t } from '../messages/messages.ts'
import { deleteLater } from '../outbox/delete-later.ts'
import { attempt } from '../ui/attempt.ts'
import { notices } from '../ui/notices.ts'
import './messages.en.ts'

const PAGE = 50

/** The learner's pictures, the latest first, as far as they are looked at. */
export function usePictures() {
  const all = shallowRef<Picture[]>([])
  const hidden = ref<ReadonlySet<string>>(new Set())
  const loaded = ref(false)
  const complete = ref(false)
  const sending = ref(0)
  const fault = shallowRef<unknown>(null)

  async function fetched(before?: Picture) {
    fault.value = null
    try {
      const older = before ? `&before=${before.id}` : ''
      const page = (await api.get<Pictures>(`/api/pictures?limit=${PAGE}${older}`)).pictures
      all.value = before ? [...all.value, ...page] : page
      complete.value = page.length < PAGE
      loaded.value = true
    } catch (cause) {
      fault.value = cause
    }
  }

  /** Puts a picture in its place; one that is looked for may be older than what is shown. */
  function put(picture: Picture) {
    all.value = [picture, ...all.value.filter(({ id }) => id !== picture.id)].sort((a, b) => (a.id > b.id ? -1 : 1))
  }

  /** Sends pictures, one after the other. */
  async function give(files: Iterable<File>) {
    for (const file of files) {
      sending.value += 1
      await api.upload<Picture>('/api/upload/image', file).then(put, notices.fault)
      sending.value -= 1
    }
  }

  async function describe(id: string, caption: string) {
    await attempt(async () => {
      put(await api.patch<Picture>(`/api/pictures/${id}`, { body: { caption } }))
      notices.say(t('pictures.saved'))
    })
  }

  /** Has a picture looked at again. */
  async function look(id: string) {
    await api.post<Picture>(`/api/pictures/${id}/look`).then(put, notices.fault)
  }

  function unhide(id: string) {
    hidden.value = new Set([...hidden.value].filter((other) => other !== id))
  }

  /** Takes a picture off the page at once, and removes it when the time to undo is over. */
  function remove(id: string) {
    hidden.value = new Set([...hidden.value, id])
    deleteLater(`/api/pictures/${id}`, { said: t('pictures.deleted'), back: () => unhide(id) })
  }

  onMounted(() => fetched())
  onUnmounted(
    events.on(['picture-changed'], ({ picture_id: id }) => {
      // One that is gone by now needs no telling.
      if (all.value.some((picture) => picture.id === id))
        void api.get<Picture>(`/api/pictures/${id}`).then(put, () => {})
    }),
  )
  return {
    pictures: computed(() => all.value.filter(({ id }) => !hidden.value.has(id))),
    ...{ loaded, complete, fault, sending, give, describe, look, remove },
    reload: () => fetched(),
    loadOlder: () => fetched(all.value.at(-1)),
    /** Has a picture among those shown, however old it is. */
    bring: async (id: string) => put(await api.get<Picture>(`/api/pictures/${encodeURIComponent(id)}`)),
  }
}
