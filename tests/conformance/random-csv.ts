import fc from 'fast-check';

/** A command line for the generator, with the files that it reads. */
export interface GeneratorJob {
  files: Record<string, Uint8Array>;
  argv: string[];
}

/**
 * CSV files in the whole dialect with values of every encoding; one in four with a fault that
 * the generator refuses. What it accepts and then spoils is left out: there we refuse.
 */
export function randomJob(): fc.Arbitrary<GeneratorJob> {
  return fc
    .record({
      namespaces: fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
      fault: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fault),
      style,
      size: fc.constantFrom('0x1000', '0x2000', '0x3000', '0x8000', '0x10000', '131072'),
      version: fc.constantFrom('1', '2'),
      key: fc.option(fc.uint8Array({ minLength: 64, maxLength: 64 }), { freq: 2 }),
    })
    .map(({ namespaces, fault, style, size, version, key }) => {
      const { rows, files } = layOut(namespaces, fault);
      files['in.csv'] = Buffer.from(writeCsv(rows, style));
      const argv = ['in.csv', 'out.bin', size, '--version', version];
      if (key === null) return { files, argv: ['generate', ...argv] };
      files['key.bin'] = key;
      return { files, argv: ['encrypt', ...argv, '--inputkey', 'key.bin'] };
    });
}

/** Rows of pieces that mean something to a CSV reader, in any order. */
export function csvSoup(): fc.Arbitrary<GeneratorJob> {
  const cell = (...usual: string[]) =>
    fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...usual) },
      fc.string({
        unit: fc.constantFrom(...Array.from('abU810=",\n\r# é\ufeff\u0085')),
        maxLength: 8,
      }),
    );
  const record = fc
    .tuple(
      cell('a', 'b', 'c', 'd', 'e', 'ap.ssid', 'sta.ssid'),
      cell('data', 'data', 'file', 'namespace'),
      cell('u8', 'U8', 'i64', 'string', 'String', 'hex2bin', 'base64', 'binary', 'BINARY'),
      cell('1', '00', 'QUI=', '"x""y"', '"a\r\nb"', 'f.dat', ' 7 ', ''),
    )
    .map((cells) => cells.join(','));
  return fc
    .tuple(fc.array(record, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\r\n', '\r'))
    .map(([records, lineEnd]) => ({
      files: {
        'in.csv': Buffer.from(
          ['key,type,encoding,value', 'n,namespace,,', ...records].join(lineEnd),
        ),
        'f.dat': Buffer.from('12'),
      },
      argv: ['generate', 'in.csv', 'out.bin', '0x3000'],
    }));
}

type Row = Partial<Record<'key' | 'type' | 'encoding' | 'value', string>>;

/** A row without its key; with a text or the bytes of a file for its value. */
interface Value {
  encoding: string;
  source: string | Uint8Array;
}

function integer(encoding: string, min: bigint, max: bigint): fc.Arbitrary<Value> {
  const written = fc.constantFrom(
    (digits: string) => digits,
    (digits: string) => `  ${digits} `,
    (digits: string) => digits.replace(/^(?=\d)/, '+'),
    (digits: string) => digits.replace(/(?<=\d)(?=\d)/, '_'),
    (digits: string) => digits.replace(/^(-?)/, '$10'),
    (digits: string) => Buffer.from(`${digits}\n`),
  );
  return fc
    .tuple(fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max)), written)
    .map(([value, write]) => ({ encoding, source: write(String(value)) }));
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', '\r', ' ', '#', '\u2028') }),
  fc.nat(3967).map((length) => 'x'.repeat(length)),
);
/** No NUL and no line that begins with #: the generator would lose what follows. */
const safeText = text.map((value) => value.replaceAll('\0', '').replace(/([\r\n])#/g, '$1.'));
const ascii = text.map((value) => value.replace(/[^ -~]/g, '.').slice(0, 2000));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.nat(9000).map((length) => Buffer.alloc(length, 'pattern')),
);

const row: fc.Arbitrary<Value> = fc.oneof(
  integer('u8', 0n, 255n),
  integer('i8', -128n, 127n),
  integer('U16', 0n, 65535n),
  integer('i16', -32768n, 32767n),
  integer('u32', 0n, 0xffffffffn),
  integer('I32', -0x80000000n, 0x7fffffffn),
  integer('u64', 0n, 0xffffffffffffffffn),
  integer('i64', -0x8000000000000000n, 0x7fffffffffffffffn),
  safeText.map((source) => ({ encoding: 'string', source })),
  safeText.map((value) => ({ encoding: 'string', source: Buffer.from(value) })),
  bytes.map((value) => ({ encoding: 'hex2bin', source: ` ${Buffer.from(value).toString('hex')}` })),
  bytes.map((value) => ({
    encoding: 'hex2bin',
    source: Buffer.from(`${Buffer.from(value).toString('hex').toUpperCase()}\n`),
  })),
  bytes.map((value) => ({ encoding: 'base64', source: Buffer.from(value).toString('base64') })),
  bytes.map((value) => ({
    encoding: 'base64',
    source: Buffer.from(
      Buffer.from(value)
        .toString('base64')
        .replace(/(.{64})/g, '$1\n'),
    ),
  })),
  ascii.map((source) => ({ encoding: 'binary', source })),
  bytes.map((source) => ({ encoding: 'binary', source })),
  safeText
    .filter((value) => Buffer.byteLength(value) < 300)
    .map((source) => ({ encoding: 'blob_fill(300;0xA5)', source })),
);

const fault: fc.Arbitrary<Row> = fc.constantFrom<Row>(
  { key: 'abcdefghijklmnop', type: 'data', encoding: 'u8', value: '1' },
  { key: 'abcdefghijklmnop', type: 'namespace', encoding: '', value: '' },
  { key: 'x', type: 'data', encoding: 'u8', value: '256' },
  { key: 'x', type: 'data', encoding: 'i16', value: '-32769' },
  { key: 'x', type: 'data', encoding: 'u64', value: '18446744073709551616' },
  { key: 'x', type: 'data', encoding: 'i32', value: '1.5' },
  { key: 'x', type: 'data', encoding: 'u8', value: '' },
  { key: 'x', type: 'data', encoding: 'u8', value: '1__0' },
  { key: 'x', type: 'data', encoding: 'u32', value: '0x10' },
  { key: 'x', type: 'data', encoding: 'hex2bin', value: 'abc' },
  { key: 'x', type: 'data', encoding: 'hex2bin', value: '12 34' },
  { key: 'x', type: 'data', encoding: 'base64', value: 'QUI' },
  { key: 'x', type: 'data', encoding: 'u9', value: '1' },
  { key: 'x', type: 'data', encoding: ' u8', value: '1' },
  { key: 'x', type: 'data', encoding: 'string', value: 'x'.repeat(3968) },
  { key: 'x', type: 'file', encoding: 'binary', value: 'missing.dat' },
  { key: 'x' },
);

const style = fc.record({
  columns: fc.shuffledSubarray(['key', 'type', 'encoding', 'value', 'note'] as const, {
    minLength: 5,
  }),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  between: fc.array(fc.constantFrom('', '#', '# a,"b'), { maxLength: 3 }),
});
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

/** Keys and namespaces get numbers, so that there are no two alike. */
function layOut(namespaces: Value[][], fault: Row | null) {
  const files: GeneratorJob['files'] = {};
  const rows: Row[] = [];
  for (const [index, values] of namespaces.entries()) {
    rows.push({ key: `space ${index}`, type: 'namespace', encoding: '', value: '' });
    for (const { encoding, source } of values) {
      const key = `k${rows.length}`;
      if (typeof source === 'string') {
        rows.push({ key, type: 'data', encoding, value: source });
      } else {
        files[`${key}.dat`] = source;
        rows.push({ key, type: 'file', encoding, value: `${key}.dat` });
      }
    }
  }
  if (fault !== null) rows.push(fault);
  return { rows, files };
}

function writeCsv(rows: Row[], { columns, lineEnd, quoted, between }: Style): string {
  let cells = 0;
  const write = (cell: string) => {
    cells += 1;
    const isQuoted = /^"|[,\r\n]/.test(cell) || quoted[cells % quoted.length] === true;
    return isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell;
  };
  const lines = rows.map((row) => {
    const present = Object.keys(row).length === 4 ? columns : columns.slice(0, 1);
    return present.map((column) => write(column === 'note' ? 'n' : (row[column] ?? ''))).join(',');
  });
  const [first = '', ...others] = lines;
  return [columns.map(write).join(','), ...between, first, ...between, ...others].join(lineEnd);
}
