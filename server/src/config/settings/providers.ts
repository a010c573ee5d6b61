import { NAMES } from '../../providers/vendor-names.ts'
import { optional, setting } from '../setting.ts'
import { base, command, decimal, line, orderOf, whole } from '../values.ts'

/** Who answers, listens and speaks. */
export const PROVIDERS = {
  LLM: optional(
    orderOf(NAMES.llm),
    'Who answers, in the order of preference; the next one steps in when one fails. Unset: every vendor that has a key; with none, the built-in companion.',
    {
      example: 'anthropic,companion',
    },
  ),
  ANTHROPIC_API_KEY: optional(line, 'Key for the Claude models.', { secret: true }),
  ANTHROPIC_BASE_URL: optional(base, "Address of a server that speaks Anthropic's protocol. Unset: Anthropic's own."),
  CLAUDE_MODEL: optional(line, 'Model for LLM=anthropic. Unset: the current Claude Haiku.'),
  CLAUDE_MAX_TOKENS: setting(whole(16, 64_000), '512', 'Longest reply, whichever model gives it.', { unit: 'tokens' }),
  CLAUDE_TEMPERATURE: optional(
    decimal(0, 1),
    "How freely the model chooses its words. Unset: the vendor's own choice.",
  ),
  OPENAI_API_KEY: optional(line, 'Key for OpenAI or a compatible server.', { secret: true }),
  OPENAI_BASE_URL: optional(
    base,
    "Address of a compatible server (Ollama, vLLM, llama.cpp …), up to and including /v1. It may need no key. Unset: OpenAI's own.",
    {
      example: 'http://localhost:11434/v1',
    },
  ),
  LLM_BASE_URL: optional(base, 'Address for LLM=openai, if it differs from OPENAI_BASE_URL.'),
  LLM_MODEL: optional(line, 'Model for LLM=openai.'),
  STT: optional(
    orderOf([...NAMES.stt, 'browser']),
    "Who writes speech down, in the order of preference; deepgram does so while somebody is still speaking; `browser` is the learner's own browser, asked for consent first. Unset: every vendor that has a key, openai last; with none, command if STT_COMMAND is given.",
  ),
  STT_BASE_URL: optional(
    base,
    'Address of the first vendor in STT (unset: of openai), if it is not its own or OPENAI_BASE_URL.',
  ),
  STT_MODEL: optional(
    line,
    'Model of the first vendor in STT (unset: of openai), like flux-general-en for deepgram. Unset: nova-3, whisper-1.',
  ),
  WHISPER_MODEL: optional(line, 'Model for STT=openai, by its older name; STT_MODEL goes before it.'),
  STT_COMMAND: optional(
    command,
    'Program for STT=command, as a JSON list. It reads the WAV file (16 kHz, mono) named by {file}, may use {language}, and prints the words.',
    {
      example: '["pocketsphinx_continuous", "-infile", "{file}", "-logfn", "/dev/null"]',
    },
  ),
  TTS: optional(
    orderOf([...NAMES.tts, 'browser']),
    "Who speaks, in the order of preference; `browser` is the learner's own browser. Unset: every vendor that has a key, openai last; with none, command if TTS_COMMAND is given or espeak-ng is installed.",
  ),
  TTS_BASE_URL: optional(
    base,
    'Address of the first vendor in TTS (unset: of openai), if it is not its own or OPENAI_BASE_URL.',
  ),
  TTS_MODEL: optional(line, 'Model of the first vendor in TTS (unset: of openai). Unset: eleven_flash_v2_5, tts-1.'),
  TTS_COMMAND: optional(
    command,
    'Program for TTS=command, as a JSON list. It reads the text from standard input and writes a WAV to standard output, or to {file}. Unset: espeak-ng, if it is installed.',
    {
      example: '["espeak-ng", "--stdin", "--stdout"]',
    },
  ),
  EMBEDDINGS: optional(
    orderOf([...NAMES.embeddings, 'none']),
    'Who turns words into vectors, so that search finds what is meant: openai, or local, a sentence model in this process. Only the first one serves, because vectors of two models cannot be compared; `none`: search is by words. Unset: openai if it has a key, else local if its model is there.',
  ),
  EMBEDDINGS_BASE_URL: optional(base, 'Address for EMBEDDINGS=openai, if it differs from OPENAI_BASE_URL.'),
  EMBEDDINGS_MODEL: optional(
    line,
    'Model for EMBEDDINGS=openai (unset: text-embedding-3-small), or the folder of the sentence model for local (unset: the one `lva models pull` fetches). What was said is read anew when it changes.',
  ),
  SIGHT: optional(
    orderOf([...NAMES.sight, 'none']),
    'Who says what pictures show and what is written in them, in the order of preference; the next one steps in for one that takes no pictures. `tesseract` reads writing only; `none`: pictures are found by what their owner wrote about them. Unset: the models of LLM that take pictures, then tesseract if it is installed.',
  ),
  SIGHT_BASE_URL: optional(base, 'Address for SIGHT=openai, if it differs from LLM_BASE_URL and OPENAI_BASE_URL.'),
  SIGHT_MODEL: optional(line, 'Model for SIGHT=openai, if it differs from LLM_MODEL.'),
  DEEPGRAM_API_KEY: optional(line, 'Key for Deepgram, which writes speech down while it is spoken.', { secret: true }),
  ELEVENLABS_API_KEY: optional(line, 'Key for the voices of ElevenLabs, which tell when each word is spoken.', {
    secret: true,
  }),
  RESEARCH: optional(
    orderOf([...NAMES.search, 'off']),
    'Who is searched when a learner asks for something to be looked up, all at once; `off`: nobody, and nothing is looked up outside. Each learner chooses besides whether anything is. Unset: wikipedia and arxiv, and those of the others that are set up.',
    {
      example: 'searxng,wikipedia',
    },
  ),
  TAVILY_API_KEY: optional(line, 'Key for web search by Tavily.', { secret: true }),
  TAVILY_BASE_URL: optional(base, "Address of a server that speaks Tavily's protocol. Unset: Tavily's own."),
  SEARXNG_URL: optional(
    base,
    'Address of a SearXNG server for web search, which may be in a private network. It has to give JSON (search.formats in its settings.yml).',
    {
      example: 'http://localhost:8888',
    },
  ),
  WIKIPEDIA_BASE_URL: optional(
    base,
    "Address of another encyclopedia with the API of MediaWiki; {language} in its path stands for the language. Unset: Wikipedia in the learner's language, and English.",
  ),
  ARXIV_BASE_URL: optional(base, "Address of another server with the API of arXiv. Unset: arXiv's own."),
}
