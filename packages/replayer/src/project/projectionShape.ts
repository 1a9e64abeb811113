import { nearestName } from '@gridledger/domain'
import { EVENT_TYPES, type Projection, isEventType } from '@gridledger/projections'

/** What keeps a value from being a projection, each as a field, what was expected and what was found. */
export function projectionProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return [`expected a projection, found ${kindOf(value)}`]
  const { name, version, of, on, finish, rows } = value
  const isName = typeof name === 'string' && name.trim() !== ''
  const isVersion =
    (typeof version === 'number' && Number.isSafeInteger(version)) || typeof version === 'string'
  const isScope = of === undefined || of === 'run' || of === 'season'
  return [
    ...(isName ? [] : [`name: expected a text, found ${kindOf(name)}`]),
    ...(isVersion ? [] : [`version: expected a whole number or a text, found ${kindOf(version)}`]),
    ...(isScope ? [] : [`of: expected 'run' or 'season', found ${kindOf(of)}`]),
    ...('initialView' in value ? [] : ['initialView: expected a view, found none']),
    ...handlerProblems(on),
    ...functionProblem('finish', finish),
    ...functionProblem('rows', rows),
  ]
}

/** Whether a value is a projection, of whatever view. */
export function isProjection(value: unknown): value is Projection<unknown> {
  return projectionProblems(value).length === 0
}

function handlerProblems(on: unknown): readonly string[] {
  if (!isRecord(on)) return [`on: expected functions by type of event, found ${kindOf(on)}`]
  if (Object.keys(on).length === 0) return ['on: expected a function for some event, found none']
  return Object.entries(on).flatMap(([type, handler]) => {
    if (isEventType(type)) return functionProblem(`on.${type}`, handler)
    const nearest = nearestName(type, EVENT_TYPES)
    const hint = nearest === undefined ? `one of ${EVENT_TYPES.join(', ')}` : nearest
    return [`on: expected a type of event, perhaps ${hint}, found ${type}`]
  })
}

function functionProblem(field: string, value: unknown): readonly string[] {
  if (value === undefined || typeof value === 'function') return []
  return [`${field}: expected a function, found ${kindOf(value)}`]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'none'
  if (value === null || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
