import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedLedger, memoryLedger } from '@gridledger/replayer'
import { valueOf } from './asking'
import { ledgerContract } from './ledgerContract'

ledgerContract('memory ledger', () => {
  const ledger = memoryLedger()
  return { ledger, elsewhere: ledger, dispose: () => undefined }
})

ledgerContract('embedded ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-'))
  const path = join(folder, 'ledger.db')
  const [ledger, elsewhere] = [valueOf(embeddedLedger(path)), valueOf(embeddedLedger(path))]
  return {
    ledger,
    elsewhere,
    dispose: () => {
      ledger.close()
      elsewhere.close()
      rmSync(folder, { recursive: true })
    },
  }
})
