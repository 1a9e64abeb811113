/** Arguments as they are written in a shell: quoted where one would be taken apart. */
export function shellText(args: readonly string[]): string {
  return args
    .map((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}
