/** Who may import whom: docs/ARCHITECTURE.md as rules. */
const own = '^(src|embedded|scripts)/';

/** A layer may import itself, and the layers and files named; everything else of ours is refused. */
function layer(from, mayImport, comment) {
  return {
    name: from.replace(/^.*\//, ''),
    comment,
    severity: 'error',
    from: { path: `^${from}/` },
    to: {
      path: own,
      pathNot: [from, ...mayImport].map((path) => `^${path}${path.endsWith('.ts') ? '$' : '/'}`),
    },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Data flows one way; a cycle means that two files are one thing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    layer('src/contract', [], 'The contract says what is said; it knows nobody who says it.'),
    layer(
      'src/provisioning',
      ['src/contract'],
      'The pipeline knows the tools by their interfaces; compose.ts plugs the real ones in.',
    ),
    layer(
      'src/device',
      ['src/contract', 'embedded/esptool'],
      'The device end of the wire: ports, the flashing session, the console. It knows no run.',
    ),
    layer(
      'src/firmware',
      ['src/contract', 'embedded/esptool'],
      'Firmware files know the formats of Espressif and of ESP Web Tools only; no device, no run.',
    ),
    layer('src/authority', ['src/contract'], 'The CA client knows HTTP and certificates only.'),
    layer('src/records', ['src/contract'], 'Records know the disk only.'),
    layer(
      'src/virtual-bench',
      ['embedded/nvs_partition_gen', 'src/contract/chip.ts', 'src/contract/has-wifi.ts'],
      "The virtual bench stands in for hardware: it shares with what it tests only what others judge: the NVS decoder (ESP-IDF's library) and the table of chips (esptool).",
    ),
    layer('src/renderer', ['src/contract'], 'The renderer may only know the contract.'),
    layer(
      'embedded/esptool',
      [],
      'An embedded tool knows nothing of the app, nor of another tool.',
    ),
    layer(
      'embedded/nvs_partition_gen',
      [],
      'An embedded tool knows nothing of the app, nor of another tool.',
    ),
    {
      name: 'hosts-are-last',
      comment: 'Hosts are doors: nobody below may know who runs it.',
      severity: 'error',
      from: { pathNot: '^(src/hosts|tests|scripts)/' },
      to: { path: '^src/hosts/' },
    },
    {
      name: 'virtual-bench-only-from-hosts',
      comment: 'Only the command line, the demo and the tests plug the virtual bench in.',
      severity: 'error',
      from: { pathNot: '^(src/(hosts|virtual-bench)|tests|scripts)/' },
      to: { path: '^src/virtual-bench/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
