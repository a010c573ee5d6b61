/**
 * A text that no spreadsheet takes for a formula: one that would be gets an apostrophe in front, as OWASP advises
 * (https://owasp.org/www-community/attacks/CSV_Injection). Words somebody said must not run where somebody else opens the file.
 */
export const harmless = (text: string): string => (/^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text)

/** A text as a quoted field of CSV (RFC 4180). */
export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
