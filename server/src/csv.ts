/** What ends a cell for a spreadsheet that does not separate by commas, whatever is quoted, and behind it a formula; "- " begins a list. */
const INSIDE = /([;\t\r\n][^\S\t\r\n]*)(?=[=@＝＠]|[+\-＋－](?! ))/g

/**
 * A text that no spreadsheet takes for a formula: one that would be gets an apostrophe in front, as OWASP advises
 * (https://owasp.org/www-community/attacks/CSV_Injection). Words somebody said must not run where somebody else opens the file.
 */
export function harmless(text: string): string {
  const said = text.trimStart()
  const safe = text.slice(0, text.length - said.length) + said.replace(INSIDE, "$1'")
  return /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${safe}` : safe
}

/** A text as a quoted field of CSV (RFC 4180). */
export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
