import type { ExportFormat, SessionSummary } from '@lva/contracts/conversation'
import { api } from '../api/api.ts'
import { type MessageKey, t } from '../messages/messages.ts'
import { attempt } from '../ui/attempt.ts'
import type { MenuItem } from '../ui/menu.vue'
import { fileName, saveFile } from '../ui/save-file.ts'
import './messages.en.ts'

const formats: { format: ExportFormat; label: MessageKey; ending: string }[] = [
  { format: 'markdown', label: 'session.export.markdown', ending: 'md' },
  { format: 'text', label: 'session.export.text', ending: 'txt' },
  { format: 'json', label: 'session.export.json', ending: 'json' },
]

/** The menu entries that download one session. */
export function exportItems(session: Pick<SessionSummary, 'session_id' | 'title'>): MenuItem[] {
  return formats.map(({ format, label, ending }) => ({
    label: t(label),
    icon: 'download',
    run: () => void download(session, format, ending),
  }))
}

async function download(session: Pick<SessionSummary, 'session_id' | 'title'>, format: ExportFormat, ending: string) {
  await attempt(async () => {
    const file = await api.file(
      `/api/conversation/sessions/${encodeURIComponent(session.session_id)}/export?format=${format}`,
    )
    saveFile(file, `${fileName(session.title)}.${ending}`)
  })
}
