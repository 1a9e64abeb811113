import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ts from 'typescript'

const ROOT = join(__dirname, '..', '..')

/** The docstrings of some source files, each on one line. */
export interface Docstrings {
  /** Of a field: `of('grid parameters', 'leverage')`, with the name that a `struct` or interface has. */
  readonly of: (owner: string, field: string) => string | undefined
  /** The fields of an interface, documented or not. */
  readonly fieldsOf: (owner: string) => readonly string[]
  /** Of a constant, or of a type of event. */
  readonly named: (name: string) => string | undefined
}

export function readDocstrings(...files: readonly string[]): Docstrings {
  const fields = new Map<string, string>()
  const names = new Map<string, string>()
  const interfaces = new Map<string, readonly string[]>()
  for (const file of files) {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    const objects = new Map<string, ts.ObjectLiteralExpression>()
    const visit = (node: ts.Node): void => {
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
        keep(names, node.name.text, node.parent.parent)
        if (node.initializer && ts.isObjectLiteralExpression(node.initializer))
          objects.set(node.name.text, node.initializer)
      }
      if (ts.isPropertyAssignment(node)) keep(names, node.name.getText(), node)
      if (ts.isInterfaceDeclaration(node)) {
        const members = node.members.map((member) => member.name?.getText() ?? '')
        interfaces.set(node.name.text, members)
        for (const member of node.members)
          keep(fields, `${node.name.text}.${member.name?.getText() ?? ''}`, member)
      }
      if (ts.isCallExpression(node) && node.expression.getText() === 'struct')
        keepFields(fields, node, objects)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return {
    of: (owner, field) => fields.get(`${owner}.${field}`),
    fieldsOf: (owner) => interfaces.get(owner) ?? [],
    named: (name) => names.get(name),
  }
}

/** The fields of a `struct('name', { … }, { …SPREAD, … })`. */
function keepFields(
  into: Map<string, string>,
  { arguments: [name, ...parts] }: ts.CallExpression,
  objects: ReadonlyMap<string, ts.ObjectLiteralExpression>,
): void {
  if (name === undefined || !ts.isStringLiteral(name)) return
  const keepAll = (part: ts.Expression | undefined): void => {
    if (part === undefined || !ts.isObjectLiteralExpression(part)) return
    for (const property of part.properties) {
      if (ts.isSpreadAssignment(property)) keepAll(objects.get(property.expression.getText()))
      else keep(into, `${name.text}.${property.name.getText()}`, property)
    }
  }
  for (const part of parts) keepAll(part)
}

function keep(into: Map<string, string>, name: string, node: ts.Node): void {
  const last = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc)
  const text = ts.getTextOfJSDocComment(last?.comment)
  if (text !== undefined) into.set(name, text.replace(/\s+/g, ' '))
}
