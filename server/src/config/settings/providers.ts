import { NAMES } from '../../providers/vendor-names.ts'
import { optional, setting } from '../setting.ts'
import {
  base,
  command,
  decimal,
  line,
  oneOf,
  orderOf,
  phoneBeginnings,
  phoneNumber,
  weightsOf,
  whole,
  yesOrNo,
} from '../values.ts'

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

/** How a conversation is held. */
export const CONVERSATION = {
  MAX_AUDIO_DURATION: setting(whole(1, 600), '60', 'Longest recording that is taken.', { unit: 'seconds' }),
  MAX_CONTEXT_EXCHANGES: setting(
    whole(0, 100),
    '10',
    'Recent turns of a session that are given to the model word by word; older ones as a summary.',
    { unit: 'turns' },
  ),
  PROMPT_STRATEGY: optional(
    oneOf(['basic', 'few-shot', 'socratic', 'retrieval', 'reasoning']),
    'How the language model is asked, the same for every turn. Unset: chosen anew for each turn.',
  ),
  QUALITY_WEIGHTS: setting(
    weightsOf(['relevance', 'helpfulness', 'engagement', 'clarity', 'accuracy']),
    'relevance=0.30,helpfulness=0.25,engagement=0.20,clarity=0.15,accuracy=0.10',
    'What counts how much when it is judged how good a reply was; together 1.',
  ),
  SESSION_TIMEOUT: setting(whole(10, 86_400), '180', 'Silence after which a session counts as no longer active.', {
    unit: 'seconds',
  }),
}

/** Calls by telephone. */
export const TELEPHONY = {
  TWILIO_ACCOUNT_SID: optional(
    line,
    "The carrier's account. Calls need it, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER and PUBLIC_URL; without them there is no door for calls.",
  ),
  TWILIO_AUTH_TOKEN: optional(line, "Proves that a call's hooks come from the carrier.", { secret: true }),
  TWILIO_PHONE_NUMBER: optional(phoneNumber, 'The number people call, like +15550100002.'),
  TWILIO_BASE_URL: optional(base, "Address of another carrier that speaks Twilio's protocol. Unset: Twilio's own."),
  TWILIO_SIGNATURE_CHECK: setting(
    yesOrNo,
    'true',
    'Whether hooks and sockets of the carrier have to be signed by it. May be off in development only, for trying calls by hand.',
  ),
  PHONE_MODE: setting(
    oneOf(['relay', 'media', 'gather']),
    'relay',
    'How a call is carried: `relay`, text over a socket, where the carrier listens and speaks; `media`, sound over a socket, with STT and TTS; `gather`, turn by turn. The next one stands in for one that is not possible.',
  ),
  PHONE_TRANSFER_TO: optional(
    phoneNumber,
    'Whom a caller who is known may be passed on to, like +15550100003. Unset: nobody.',
  ),
  PHONE_CALLS_TO: setting(
    phoneBeginnings,
    '',
    'What the numbers begin with that this server calls, between commas, like +49,+43. Calls cost, and some countries a lot. Unset: the country of TWILIO_PHONE_NUMBER.',
  ),
  PHONE_COST_PER_MINUTE: setting(decimal(0, 100), '0.02', 'What a minute of a call costs, for estimates.', {
    unit: 'US dollars',
  }),
  MAX_VOICE_SESSIONS: setting(
    whole(1, 10_000),
    '300',
    'Live conversations by voice at the same time, in one process; 300 need two cores.',
  ),
  MAX_VOICE_SESSIONS_PER_USER: setting(
    whole(1, 100),
    '2',
    'Live conversations by voice of one person at the same time, in one process.',
  ),
  VOICE_DETECTOR: setting(
    oneOf(['builtin', 'silero']),
    'builtin',
    'What tells a voice from noise in a live conversation. `silero` is a model: music and ringing do not mislead it, but it hears people in the background too, and takes some fifty times the work.',
  ),
  VOICE_DETECTOR_MODEL: optional(
    line,
    'File of the model (Silero VAD 5, ONNX) for VOICE_DETECTOR=silero. Unset: the one that is installed.',
  ),
  MAX_VOICE_MINUTES: setting(whole(1, 1_440), '180', 'How long one live conversation may last.', { unit: 'minutes' }),
  MAX_CALLS: setting(whole(1, 10_000), '10', 'Calls at the same time, in one process.', { unit: 'calls' }),
}
