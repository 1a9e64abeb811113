/** Why a file could not be read, in the words of who named it. */
export function whyUnreadable(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  switch (code) {
    case 'ENOENT':
      return 'no such file'
    case 'EISDIR':
      return 'a folder'
    case 'EACCES':
      return 'a file that may not be read'
    default:
      return String(error)
  }
}
