import { nextTick, onMounted, onScopeDispose, ref } from 'vue'

/** So near to the end counts as being there. */
const NEAR_PX = 96

/** Keeps the newest words in sight while the learner is at the end, and leaves the page alone while they read above. */
export function useStick() {
  const atEnd = ref(true)
  const page = () => document.documentElement
  const toEnd = () => scrollTo({ top: page().scrollHeight, behavior: 'instant' })
  let top = scrollY
  // New words make the page longer before it is scrolled after them: only whoever moves up has left the end.
  const scrolled = () => {
    if (scrollY + innerHeight >= page().scrollHeight - NEAR_PX) atEnd.value = true
    else if (scrollY < top) atEnd.value = false
    top = scrollY
  }
  const observer = new ResizeObserver(() => {
    if (atEnd.value) toEnd()
  })

  onMounted(() => {
    // All of the page: when what stands below the words grows, they would end up under it.
    observer.observe(document.body)
    addEventListener('scroll', scrolled, { passive: true })
  })
  onScopeDispose(() => {
    removeEventListener('scroll', scrolled)
    observer.disconnect()
  })

  return {
    atEnd,
    /** Goes to the newest words, also those the page has not drawn yet. */
    async toNow(): Promise<void> {
      atEnd.value = true
      await nextTick()
      toEnd()
    },
    /** Lets `work` add older turns above; what is being read stays where it is. */
    async keepPlace(work: () => Promise<void>, settled: () => Promise<void>) {
      const before = page().scrollHeight - scrollY
      await work()
      await settled()
      scrollTo({ top: page().scrollHeight - before, behavior: 'instant' })
    },
  }
}
