import type { Features } from '@lva/contracts/health'
import { t } from '../messages/messages.ts'
import './messages.en.ts'

const names: Record<string, string> = {
  anthropic: 'Anthropic',
  openai: 'OpenAI, or a server compatible with it',
  deepgram: 'Deepgram',
  elevenlabs: 'ElevenLabs',
}
const nameOf = (provider: string) => names[provider] ?? provider

/** Where words and speech go on this server, said for a person. */
export function whoDoesWhat(features: Features): { what: string; who: string }[] {
  return [
    {
      what: t('you.server.llm'),
      who:
        features.llm === 'companion'
          ? t('you.server.companion')
          : t('you.server.model', { name: nameOf(features.llm) }),
    },
    { what: t('you.server.stt'), who: writesDown(features.stt) },
    { what: t('you.server.tts'), who: speaks(features.tts) },
    {
      what: t('you.server.search'),
      who: t(features.semantic_search ? 'you.server.search.meaning' : 'you.server.search.words'),
    },
  ]
}

function writesDown(stt: string | null): string {
  if (!stt || stt === 'browser') return t('you.server.stt.none')
  return stt === 'command' ? t('you.server.command') : t('you.server.stt.some', { name: nameOf(stt) })
}

function speaks(tts: string | null): string {
  if (!tts || tts === 'browser') return t('you.server.tts.none')
  return tts === 'command' ? t('you.server.tts.command') : t('you.server.tts.some', { name: nameOf(tts) })
}
