import { openDatabase } from '../../src/storage/sqlite/open-database.ts'

/** How much a database holds. */
export interface Amount {
  readonly conversations: number
  readonly receipts: number
}

const PEOPLE = 10
const MESSAGES = 100

const numbers = (name: string, last: string): string =>
  `${name}(i) as (select 1 union all select i + 1 from ${name} where i < ${last})`

/**
 * Fills a new file as many reads of single messages would: ten people in each conversation, a hundred messages, a receipt row each. The rows are written as they
 * are, past the engine, because it is only their number that matters.
 */
export function fillWithReceipts(file: string, { conversations, receipts }: Amount): void {
  using database = openDatabase({ file, synchronous: 'off' })
  const each = Math.floor(receipts / conversations)
  database.exec(`begin;
    with recursive ${numbers('n', String(PEOPLE))} insert into user select i, 'user ' || i, 'Name ' || i, null, null from n;
    with recursive ${numbers('n', String(conversations))}
      insert into conversation select i, 'c' || i, ${MESSAGES}, 3, ${PEOPLE + 1}, 0, 'everyone', 'optional', 'all' from n;
    with recursive ${numbers('n', String(PEOPLE))}
      insert into participant select c.key, i, i, '1:*', '1:100', '1:100', null, null, '', null, 1, iif(i = 1, 100, 0), 0
      from conversation c cross join n;
    with recursive ${numbers('n', String(MESSAGES))}
      insert into message select c.key, i, 'm' || i, 1, 1700000000000 + i, 0, null, i, 0, 0 from conversation c cross join n;
    with recursive ${numbers('n', String(each))}
      insert into receipt select c.key, 1 + i % ${PEOPLE}, 3, i, i, 1700000000000 + i from conversation c cross join n;
    insert into api_key values ('k1', 'first', '${'ab'.repeat(32)}', 1, null);
    commit`)
}
