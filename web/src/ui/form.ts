import { nextTick, reactive, ref } from 'vue'
import { ApiProblem } from '../api/api-problem.ts'
import { sentenceFor } from '../api/sentence-for.ts'

/**
 * Sends a form once at a time. What the server says about a field is in `faults` under its name; anything else is the
 * sentence in `trouble`. The first field at fault gets the focus. Nothing typed is lost.
 */
export function useForm(fieldNames: readonly string[]) {
  const busy = ref(false)
  const trouble = ref('')
  const faults = reactive<Record<string, string>>({})

  function tell(fault: unknown) {
    const fields = fault instanceof ApiProblem ? fault.fields : []
    for (const field of fields)
      faults[field.name] = faults[field.name] ? `${faults[field.name]} ${field.message}` : field.message
    const allShown = fields.length > 0 && fields.every((field) => fieldNames.includes(field.name))
    if (!allShown) trouble.value = sentenceFor(fault)
  }

  async function send(work: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    trouble.value = ''
    for (const name of Object.keys(faults)) delete faults[name]
    try {
      await work()
      return true
    } catch (fault) {
      tell(fault)
      await nextTick()
      document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, trouble, faults, send }
}
