/** A route of ours that is a tool over the Model Context Protocol. What it takes and what it is for is said by the route. */
export interface Offered {
  /** Its method and address, as the application knows it. */
  route: string
  /** What the tool is called. */
  tool: string
  /** Fields of the route that are nothing for a program that speaks in words. */
  without?: readonly string[]
  /** Fields of its body that are made here for each call: ids by which a device says the same thing twice and means it once. */
  made?: readonly string[]
  /** It may remove or overwrite something, though its method does not say so. */
  destroys?: true
  /** What it does may reach beyond this server. */
  outside?: true
}

/** The tools, those that only read first. Whoever adds one has thought about who may call it: the scope of its route is what it asks for. */
export const OFFERED: readonly Offered[] = [
  { route: 'POST /api/search', tool: 'search' },
  { route: 'GET /api/similar/:id', tool: 'find_similar' },
  { route: 'GET /api/memories', tool: 'list_memories' },
  { route: 'GET /api/memories/:id', tool: 'show_memory' },
  { route: 'GET /api/conversation/sessions', tool: 'list_sessions' },
  { route: 'GET /api/session/:session_id/history', tool: 'read_session' },
  { route: 'GET /api/reviews/due', tool: 'list_due_reviews' },
  { route: 'GET /api/reviews/sessions/open', tool: 'show_open_review' },
  { route: 'GET /api/reviews/mastery', tool: 'show_mastery' },
  { route: 'GET /api/goals', tool: 'list_goals' },
  { route: 'GET /api/goals/:id', tool: 'show_goal' },
  { route: 'GET /api/goals/progress', tool: 'show_goal_progress' },
  { route: 'GET /api/streak', tool: 'show_streak' },
  { route: 'GET /api/graph/concepts', tool: 'list_concepts' },
  { route: 'GET /api/analyses', tool: 'list_analyses' },
  { route: 'GET /api/analyses/:id', tool: 'show_analysis' },
  { route: 'GET /api/documents', tool: 'list_documents' },
  { route: 'GET /api/documents/:id/parts', tool: 'read_document' },
  // A turn says anything, also "forget that".
  {
    ...{ route: 'POST /api/conversation', tool: 'talk', without: ['message', 'audio_base64', 'said_at'] },
    ...{ destroys: true, outside: true },
  },
  { route: 'POST /api/research', tool: 'look_up', outside: true },
  { route: 'PATCH /api/memories/:id', tool: 'correct_memory' },
  { route: 'DELETE /api/memories/:id', tool: 'forget_memory' },
  { route: 'POST /api/reviews/sessions', tool: 'begin_review' },
  { route: 'POST /api/reviews/sessions/:id/answer', tool: 'answer_review', made: ['id'] },
  { route: 'POST /api/reviews/sessions/:id/rate', tool: 'rate_review', made: ['id'] },
  { route: 'POST /api/goals', tool: 'create_goal' },
  { route: 'PATCH /api/goals/:id', tool: 'change_goal' },
  { route: 'POST /api/analyses', tool: 'analyse' },
]
