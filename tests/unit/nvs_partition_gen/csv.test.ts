import { describe, expect, test } from 'vitest';
import { encodeCsv } from '../../../embedded/nvs_partition_gen/csv.ts';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { NvsError } from '../../../embedded/nvs_partition_gen/nvs-error.ts';
import { readString } from '../../../embedded/nvs_partition_gen/read-string.ts';

const HEADER = 'key,type,encoding,value\nn,namespace,,\n';

function view(...texts: (string | Uint8Array)[]) {
  const files = texts.map((text) => ({ file: 'f.csv', bytes: Buffer.from(text) }));
  const readFile = (path: string) => Buffer.from(`content of ${path}`);
  return decodeNvs(encodeCsv(files, readFile, { size: 0x10000 }));
}

/** Code and message of the refusal of some rows in a namespace. */
function refusal(text: string | Uint8Array): [string, string] {
  try {
    view(text);
  } catch (error) {
    if (error instanceof NvsError) return [error.code, error.message];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the dialect', () => {
  test.each([
    ['a quoted comma', 's,data,string,"a,b"', 'a,b'],
    ['doubled quotes', 's,data,string,"a""b"', 'a"b'],
    ['a quote inside', 's,data,string,a"b"', 'a"b"'],
    ['a quote behind a blank', 's,data,string, "a"', ' "a"'],
    ['blanks', 's,data,string,  a ', '  a '],
    ['a line break in quotes', 's,data,string,"a\r\nb\rc"', 'a\nb\nc'],
    ['a blank line in quotes', 's,data,string,"a\n\nb"', 'a\n\nb'],
    ['a # inside a line', 's,data,string,a # b', 'a # b'],
    ['an empty value', 's,data,string,', ''],
    ['a file', 's,file,string,a.txt', 'content of a.txt'],
    ['comments and blank lines', '# c\n\n\ns,data,string,x\n#\n', 'x'],
    ['a comment behind a quoted line break', 's,data,string,"a\nb"\n# c', 'a\nb'],
  ])('%s', (_, row, value) => {
    for (const end of ['', '\n', '\r\n', '\r']) {
      expect(readString(view(HEADER + row + end), 'n', 's')).toBe(value);
    }
  });

  test('a further column is ignored', () => {
    const text = 'comment,value,encoding,type,key\nx,,,namespace,n\n"a,b",1,string,data,s\n';
    expect(readString(view(text), 'n', 's')).toBe('1');
  });

  test('surplus cells of a namespace lose nothing', () => {
    expect(view('key,type,encoding,value\nn,namespace,,,,\n').namespaces).toEqual(['n']);
  });

  test('the namespace goes on in the next file, and every file has a header', () => {
    const second = 'value,encoding,type,key\nx,string,data,s\n';
    expect(readString(view(HEADER, second), 'n', 's')).toBe('x');
  });

  test.each(['', '\n\n', '# only a comment', 'no;header', 'key,type,encoding,value'])(
    'a file without rows is an empty image: %j',
    (text) => expect(view(text).namespaces).toEqual([]),
  );
});

describe('refused with row and key', () => {
  test.each([
    ['text behind a closing quote', 'csv-quote-misplaced', 's,data,string,"say "hi""'],
    ['an open quote', 'csv-quote-open', 's,data,string,"a\nb,data,u8,1'],
    ['a # line in quotes', 'csv-comment-in-quotes', 's,data,string,"a\n# b\nc"'],
    ['an unquoted comma', 'csv-cell-surplus', 's,data,string,a,b'],
    ['an unquoted comma at the end', 'csv-cell-surplus', 's,data,string,a,'],
    ['a missing value', 'csv-cell-missing', 's,data,string'],
    ['a misspelt type', 'csv-type-unknown', 's,Data,string,a'],
    ['an encoding in capitals', 'csv-encoding-unknown', 's,data,String,a'],
    ['a blank before an encoding', 'csv-encoding-unknown', 's,data, u8,1'],
    ['hexadecimal for an integer', 'csv-value-unreadable', 's,data,u8,0x10'],
    ['digits of another script', 'csv-value-unreadable', 's,data,u8,１２'],
    ['an integer too large', 'value-out-of-range', 's,data,u32,99999999999999999999999'],
    ['a blank inside hex', 'csv-value-unreadable', 's,data,hex2bin,00 11'],
    ['base64 of the URL alphabet', 'csv-value-unreadable', 's,data,base64,QU-_'],
    ['base64 behind its end', 'csv-value-unreadable', 's,data,base64,QUI=QUI='],
    ['text that is not ASCII as bytes', 'csv-value-unreadable', 's,data,binary,é'],
    ['a value longer than its fill', 'value-too-long', 's,data,blob_fill(2;0x00),abc'],
    ['a cell of 131073 characters', 'csv-cell-too-long', `s,data,string,${'x'.repeat(131073)}`],
  ])('%s', (_, code, row) => {
    const [actual, message] = refusal(HEADER + row);
    expect(actual).toBe(code);
    expect(message).toMatch(/^f\.csv, row 3, key "s": /);
  });

  test.each([
    ['no namespace yet', 'csv-namespace-missing', 'key,type,encoding,value\na,data,u8,1\n'],
    [
      'a namespace opened again',
      'csv-namespace-reopened',
      `${HEADER}a,data,u8,1\nm,namespace,,\nn,namespace,,\nb,data,u8,1\n`,
    ],
    ['a key of the Wi-Fi driver', 'csv-added-keys', `${HEADER}sta.ssid,data,string,x\n`],
    [
      'the three keys of an access point',
      'csv-added-keys',
      `${HEADER}ap.ssid,data,string,x\nap.authmode,data,u8,3\nap.passwd,data,string,x\n`,
    ],
  ])('%s', (_, code, text) => expect(refusal(text)[0]).toBe(code));
});

test('a namespace opened again, where nothing is stored in it, is as good as one', () => {
  const text = `${HEADER}a,data,u8,1\nm,namespace,,\nn,namespace,,\nm,namespace,,\nb,data,u8,1\n`;
  const names = view(text).items.map(({ namespace, key }) => `${namespace}.${key}`);
  expect(names).toEqual(['m.b', 'n.a']);
});

test('an open access point adds no keys, so that it is taken', () => {
  const text = `${HEADER}ap.ssid,data,string,x\nap.authmode,data,u8,0\nap.passwd,data,string,x\n`;
  expect(view(text).items).toHaveLength(3);
});

test('a byte order mark is named as what is wrong', () => {
  expect(refusal(`\ufeff${HEADER}`)[1]).toContain('byte order mark');
});

test('a line that is not UTF-8 is found, also behind CRLF', () => {
  const text = Buffer.concat([Buffer.from(HEADER.replace('\n', '\r\n')), Buffer.from([0xe9])]);
  expect(refusal(text)).toEqual(['csv-not-utf8', 'f.csv, row 3: the line is not UTF-8']);
});

test('a private key whose quotes are missing appears in no message', () => {
  const line = 'MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY5PuoAoGCCqGSM49';
  const [, message] = refusal(
    `${HEADER}cert,data,string,-----BEGIN EC PRIVATE KEY-----\n${line}\n`,
  );
  expect(message).toBe('f.csv, row 4: the row ends before its cell for "type"');
});

test('hostile cells take no long time', () => {
  const blanks = `1${' '.repeat(131_000)}1`;
  for (const encoding of ['hex2bin', 'u8', 'base64']) {
    expect(refusal(`${HEADER}s,data,${encoding},${blanks}`)[0]).toBe('csv-value-unreadable');
  }
});
