import { type Component, type FunctionalComponent, h, shallowRef } from 'vue'
import { notices } from './notices.ts'

/**
 * A component whose code is fetched the first time it is shown, with all its props and listeners. What stands inside it stands in its
 * place until then. Vue's own way shows the page of last resort when the code cannot be fetched; here a notice says so, and the page stays.
 */
export function onDemand<Wanted extends Component>(load: () => Promise<{ default: Wanted }>): Wanted {
  const fetched = shallowRef<Wanted | null>(null)
  const fetchIt = () =>
    load().then((module) => {
      fetched.value = module.default
    }, notices.fault)
  const stand: FunctionalComponent = (_props, { attrs, slots }) => {
    if (fetched.value) return h(fetched.value, attrs)
    void fetchIt()
    return slots.default?.()
  }
  stand.inheritAttrs = false
  return stand as Component as Wanted
}
