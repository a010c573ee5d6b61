import { onUnmounted, ref, type ShallowRef, watch } from 'vue'

/** How wide an element is, in pixels, so that a picture in it is drawn in its own size and its words stay readable. */
export function useWidth(element: Readonly<ShallowRef<HTMLElement | null>>) {
  const width = ref(0)
  const sized = new ResizeObserver(([entry]) => {
    width.value = Math.floor(entry?.contentRect.width ?? 0)
  })
  // It may come later than whoever asks, when what is drawn in it has been loaded.
  watch(
    element,
    (now, before) => {
      if (before) sized.unobserve(before)
      if (now) sized.observe(now)
    },
    { immediate: true, flush: 'post' },
  )
  onUnmounted(() => sized.disconnect())
  return width
}
