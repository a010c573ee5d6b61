import { onMounted, onUnmounted, ref, type ShallowRef } from 'vue'

/** How wide an element is, in pixels, so that a picture in it is drawn in its own size and its words stay readable. */
export function useWidth(element: Readonly<ShallowRef<HTMLElement | null>>) {
  const width = ref(0)
  const sized = new ResizeObserver(([entry]) => {
    width.value = Math.floor(entry?.contentRect.width ?? 0)
  })
  onMounted(() => {
    if (element.value) sized.observe(element.value)
  })
  onUnmounted(() => sized.disconnect())
  return width
}
