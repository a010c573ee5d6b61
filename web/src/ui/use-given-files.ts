import { onMounted, onUnmounted, ref } from 'vue'

type Given = {
  /** Where one writes: words that come along with a file are meant then, as with what an office program copies. */
  wordsFirst?: boolean
}

/** The files somebody pastes; none where words come along and are meant first. */
export function filesIn(
  carried: Pick<DataTransfer, 'files' | 'types'> | null,
  { wordsFirst = false }: Given = {},
): File[] {
  if (!carried || (wordsFirst && carried.types.includes('text/plain'))) return []
  return [...carried.files]
}

/**
 * Files that are dropped or pasted, anywhere on the page: what is carried is not aimed at a small field. `over` is true while files are
 * carried above it.
 */
export function useGivenFiles(give: (files: Iterable<File>) => void, given: Given = {}) {
  const over = ref(false)
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true

  const listeners = {
    dragover(event: DragEvent) {
      if (!carriesFiles(event)) return
      event.preventDefault()
      over.value = true
    },
    dragleave(event: DragEvent) {
      if (event.relatedTarget === null) over.value = false
    },
    drop(event: DragEvent) {
      if (!carriesFiles(event)) return
      event.preventDefault()
      over.value = false
      give(event.dataTransfer?.files ?? [])
    },
    paste(event: ClipboardEvent) {
      const files = filesIn(event.clipboardData, given)
      if (files.length === 0) return
      event.preventDefault()
      give(files)
    },
  }

  onMounted(() => {
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener as EventListener)
  })
  onUnmounted(() => {
    for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener as EventListener)
  })
  return over
}
