/**
 * The valid name of a season or contestant that comes nearest to a text: lower case, anything
 * else becomes `-`. Undefined where nothing would be left.
 */
export function nearestValidName(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return name === '' ? undefined : name
}
