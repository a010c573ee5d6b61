import type { AlertName } from '@lva/contracts/watching'

/** An alert in a few words, for whoever reads a subject. */
export const SUMMARIES: Record<AlertName, string> = {
  'error-rate': 'More than 1 % of the answers are faults',
  'slow-answers': 'Answers are slow',
  'many-errors': 'More than ten faults in a minute',
  cpu: 'The processors are busy',
  memory: 'Memory is short',
  disk: 'The disk is nearly full',
  'backup-old': 'There is no fresh backup',
  certificate: 'The certificate is about to end',
  'process-down': 'A process is gone',
  'jobs-given-up': 'Work was given up',
  'provider-resting': 'A provider does not answer',
}
