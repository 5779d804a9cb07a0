import { afterAll, describe, test } from 'vitest';

import { ChipName, CHIPS } from '../../src/contract/chip.ts';
import { MATRIX_CONNECTIONS } from './matrix-connections.ts';
import { MATRIX_JOBS } from './matrix-jobs.ts';

/** Each chip by each connection that it has: one row of the table at the end, with a column for each job. */
const rows = ChipName.options.flatMap((chip) =>
  MATRIX_CONNECTIONS.filter(({ exists }) => exists(chip)).map((connection) => ({
    chip,
    connection,
    cells: MATRIX_JOBS.map((job) => job.impossible(chip) ?? 'not run'),
  })),
);

describe.each(rows)('$chip by $connection.name', ({ chip, connection, cells }) => {
  test.for(MATRIX_JOBS.map((job, column) => ({ job, column, name: job.name })))(
    '$name',
    async ({ job, column }, { skip }) => {
      const reason = job.impossible(chip);
      if (reason !== undefined) skip(reason);
      cells[column] = 'FAIL'; // until it has passed
      await using bench = await connection.open(chip);
      await job.run(bench, chip);
      cells[column] = 'PASS';
    },
  );
});

afterAll(() => {
  const table = [
    ['chip', 'connection', ...MATRIX_JOBS.map(({ name }) => name)],
    ...rows.map(({ chip, connection, cells }) => [CHIPS[chip].title, connection.name, ...cells]),
  ];
  const width = (at: number) => Math.max(...table.map((row) => row[at]?.length ?? 0));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(width(at))).join(' | ')} |`;
  const rule = (row: readonly string[]) => row.map((_, at) => '-'.repeat(width(at)));
  const [head = [], ...body] = table;
  process.stdout.write(`\n${[head, rule(head), ...body].map(line).join('\n')}\n\n`);
});
