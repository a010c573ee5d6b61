import type {
  CallBack,
  CallBackChanges,
  LinkingNumber,
  NewPhoneNumber,
  NewPin,
  PhoneCall,
  PhoneCalls,
  PhoneSetup,
} from '@lva/contracts/phone'
import { computed, onMounted, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { events } from '../api/events.ts'
import { t } from '../messages/messages.ts'
import { deleteLater } from '../outbox/delete-later.ts'
import { attempt } from '../ui/attempt.ts'
import { notices } from '../ui/notices.ts'
import './messages.en.ts'

const HERE = '/api/phone'
const ofNumber = (id: string) => `${HERE}/numbers/${encodeURIComponent(id)}`

/** Everything about the learner and the telephone; it follows what happens in calls and on other devices. */
export function usePhone() {
  const setup = shallowRef<PhoneSetup | null>(null)
  const calls = shallowRef<PhoneCall[]>([])
  const next = ref<string | null>(null)
  const running = ref(false)
  const fault = shallowRef<unknown>(null)
  /** Numbers that have left the page; they are unlinked when the time to undo is over. */
  const hidden = reactive(new Set<string>())
  const numbers = computed(() => setup.value?.numbers.filter(({ id }) => !hidden.has(id)) ?? [])

  async function load() {
    try {
      const [all, page] = await Promise.all([api.get<PhoneSetup>(HERE), api.get<PhoneCalls>(`${HERE}/calls`)])
      setup.value = all
      // Whoever has gone back in the list stays there: what is new goes before it.
      const known = new Set(page.calls.map(({ id }) => id))
      const older = calls.value.filter(({ id }) => !known.has(id))
      const joins = calls.value.length > page.calls.length && older.length < calls.value.length
      calls.value = joins ? [...page.calls, ...older] : page.calls
      if (!joins) next.value = page.next
      fault.value = null
    } catch (cause) {
      fault.value = cause
    }
  }

  async function more() {
    running.value = true
    await attempt(async () => {
      const page = await api.get<PhoneCalls>(`${HERE}/calls?before=${next.value}`)
      calls.value = [...calls.value, ...page.calls]
      next.value = page.next
    })
    running.value = false
  }

  /** Shown at once, and as the server has it when it could not be saved. */
  async function changeCallBack(changes: CallBackChanges) {
    const before = setup.value
    if (!before) return
    setup.value = { ...before, call_back: { ...before.call_back, ...changes } }
    try {
      await api.patch<CallBack>(`${HERE}/call-back`, { body: changes })
      await load()
    } catch (cause) {
      setup.value = before
      notices.fault(cause)
    }
  }

  onMounted(load)
  onScopeDispose(events.on(['phone-changed', 'refetch'], () => void load()))

  return {
    ...{ setup, numbers, calls, next, running, fault, load, more, changeCallBack },

    /** Throws what the server says to it: the form shows it. */
    async link(wish: NewPhoneNumber): Promise<LinkingNumber> {
      const linking = await api.post<LinkingNumber>(`${HERE}/numbers`, { body: wish })
      await load()
      return linking
    },

    /** Hands in the code a call spoke. Throws what the server says to it. */
    async confirm(id: string, code: string) {
      await api.post(`${ofNumber(id)}/code`, { body: { code } })
      await load()
    },

    unlink(id: string, shown: string) {
      hidden.add(id)
      deleteLater(ofNumber(id), { said: t('phone.number.removed', { number: shown }), back: () => hidden.delete(id) })
    },

    /** Throws what the server says to it. */
    async setPin(wish: NewPin) {
      await api.put(`${HERE}/pin`, { body: wish })
      await load()
    },

    async removePin() {
      await attempt(async () => {
        await api.delete(`${HERE}/pin`)
        notices.say(t('phone.pin.removed'))
        await load()
      })
    },
  }
}
