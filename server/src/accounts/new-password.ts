import { NewPassword } from '@lva/contracts/accounts'
import { Problem } from '../problem.ts'
import { isCommon } from './passwords.ts'

/** Throws Problem `validation-failed`, naming every broken rule, unless the password may be chosen. `field` is where it stood. */
export function checkNewPassword(password: string, field: 'password' | 'new_password'): void {
  const broken = NewPassword.safeParse(password).error?.issues.map((issue) => issue.message) ?? []
  if (isCommon(password)) broken.push('This password is among the most common ones. Choose another.')
  if (broken.length > 0) throw new Problem('validation-failed', broken.join(' '), { fields: { loc: ['body', field] } })
}
