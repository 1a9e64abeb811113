import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Ledger } from '@gridledger/domain'
import type { EventType } from '../../packages/replayer/src/export/columns'
import { type Exported, exportTables } from '../../packages/replayer/src/export/exportTables'
import { type Extension, outFolder } from '../../packages/replayer/src/export/outFolder'
import type { Target } from '../../packages/replayer/src/export/target'

/** Exports into a new folder of a folder. */
export async function exportedTo(
  parent: string,
  ledger: Ledger,
  target: Target,
  format: Extension,
  types?: readonly EventType[],
): Promise<{ readonly folder: string; readonly tables: readonly Exported[] }> {
  const folder = mkdtempSync(join(parent, `${format}-`))
  const request = { folder: outFolder(folder, false), format, types, onEvents: () => undefined }
  return { folder, tables: await exportTables(ledger, target, request) }
}
