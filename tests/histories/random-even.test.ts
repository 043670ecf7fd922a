import { expect, test } from 'vitest'
import { HISTORIES, hunt, timeoutMs } from './hunt-seeds.ts'

const RULES =
  '[SEQ1][SEQ2][SEQ3][MEM1][MEM2][MEM3][MEM4][RCP1][RCP2][RCP3][RCP4][RCP5][RCP6][RCP7][RCP8]' +
  '[PRV1][PRV2][PRV3][PRV5][PRV6][STA1][STA2][STA3][STA4][STA5][STA6][UNR1][UNR3][UNR4][UNR5][VER1]' +
  '[VER2][HEA3][ENG1]'

// Half of the histories a file, so that two workers share them. A long hunt: TALLYMARK_HISTORIES=100000 npx vitest run tests/histories
test(`${RULES} ${HISTORIES.toLocaleString('en')} random histories, those with an even seed`, {
  timeout: timeoutMs(HISTORIES),
}, async () => {
  expect(await hunt(2, 2)).toEqual([])
})
