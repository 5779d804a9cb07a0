import { createStore, type StoreApi } from 'zustand/vanilla';

import type {
  CaReport,
  DetectedDevice,
  FoundNetwork,
  ListedPort,
} from '../../contract/channels.ts';
import type { WireError } from '../../contract/errors.ts';
import type { Payload } from '../../contract/host-client.ts';
import type { Finding } from '../../contract/port-examination.ts';
import { BUILT_IN_PROFILES, Profile, type ResetBefore } from '../../contract/profile.ts';
import type { Host, Lost } from '../host-connection.ts';

/** What Detect has found out. It holds for one port, and only until the board may have been changed for another. */
export type Detection =
  | { state: 'none' }
  | { state: 'reading'; port: string }
  | { state: 'known'; port: string; device: DetectedDevice }
  | { state: 'failed'; port: string; error: WireError };

/** Which networks the firmware on the board sees. */
export type Scan =
  | { state: 'none' }
  | { state: 'scanning' }
  /** The strongest first. */
  | { state: 'found'; networks: readonly FoundNetwork[] }
  | { state: 'failed'; error: WireError };

/** Who is tested, and by which certificates (PEM) it is to be known. */
export interface CaQuestion {
  url: string;
  trust: string | undefined;
}

/** What Test has found out about one CA. */
export type CaTest =
  | { state: 'none' }
  | { state: 'testing'; asked: CaQuestion }
  | { state: 'answered'; asked: CaQuestion; report: CaReport }
  | { state: 'failed'; asked: CaQuestion; error: WireError };

export interface BenchState {
  /** null while the program answers. */
  lost: Lost | null;
  /** null until the host has answered for the first time. */
  ports: readonly ListedPort[] | null;
  looking: boolean;
  /** What the port doctor has found last: about one port, or about all (null). */
  examination: { port: string | null; findings: readonly Finding[] } | null;
  profiles: readonly Profile[];
  detection: Detection;
  caTest: CaTest;
  scan: Scan;
}

export interface BenchStore extends StoreApi<BenchState> {
  lookForPorts(): Promise<void>;
  examinePorts(port: string | null): Promise<void>;
  loadProfiles(): Promise<void>;
  detect(port: string, before: ResetBefore): Promise<void>;
  forgetBoard(): void;
  testCa(asked: CaQuestion): Promise<void>;
  scanWifi(query: Payload<'prov:scan-wifi'>): Promise<void>;
}

const NONE = { state: 'none' } as const;

/** What is known of the world around the form: ports, the board, the CA, the profiles. */
export function createBenchStore(host: Host, initial: Partial<BenchState> = {}): BenchStore {
  const store = createStore<BenchState>()(() => ({
    lost: null,
    ports: null,
    looking: false,
    examination: null,
    profiles: Object.values(BUILT_IN_PROFILES),
    detection: NONE,
    caTest: NONE,
    scan: NONE,
    ...initial,
  }));
  const { setState, getState } = store;

  const keepPorts = (ports: readonly ListedPort[]) => {
    const { detection } = getState();
    const gone = detection.state !== 'none' && wasListed(getState().ports, detection.port);
    const there = ports.some(({ path }) => detection.state !== 'none' && path === detection.port);
    setState({ ports, ...(gone && !there && { detection: NONE }) });
  };
  host.on('prov:ports', keepPorts);
  host.onLost((lost) => setState({ lost }));

  return {
    ...store,
    async lookForPorts() {
      setState({ looking: true });
      const reply = await host.invoke('prov:list-ports', {});
      setState({ looking: false });
      if (reply.ok) keepPorts(reply.value);
    },
    examinePorts: async (port) => setState({ examination: await examine(host, port) }),
    async loadProfiles() {
      const reply = await host.invoke('prov:list-profiles', {});
      if (reply.ok && reply.value.length > 0) setState({ profiles: reply.value });
    },
    async detect(port, before) {
      const reading: Detection = { state: 'reading', port };
      setState({ detection: reading });
      const detection = await readBoard(host, { port, before });
      if (getState().detection === reading) setState({ detection }); // else it was unplugged meanwhile
    },
    forgetBoard: () => setState({ detection: NONE, scan: NONE }),
    async scanWifi(query) {
      const scanning: Scan = { state: 'scanning' };
      setState({ scan: scanning });
      const scan = await scanNetworks(host, query);
      if (getState().scan === scanning) setState({ scan }); // else another port was chosen meanwhile
    },
    async testCa(asked) {
      const testing: CaTest = { state: 'testing', asked };
      setState({ caTest: testing });
      const caTest = await askCa(host, asked);
      if (getState().caTest === testing) setState({ caTest });
    },
  };
}

async function examine(host: Host, port: string | null): Promise<BenchState['examination']> {
  const reply = await host.invoke('prov:examine-ports', { port });
  return reply.ok ? { port, findings: reply.value.findings } : null;
}

function wasListed(ports: readonly ListedPort[] | null, port: string): boolean {
  return ports?.some(({ path }) => path === port) ?? false;
}

/** The profile of that name, else the first: there is always one. */
export function profileNamed(profiles: readonly Profile[], name: string): Profile {
  return profiles.find((profile) => profile.name === name) ?? profiles[0] ?? SPEC;
}

const SPEC = Profile.parse({ name: 'spec' });

async function readBoard(
  host: Host,
  { port, before }: { port: string; before: ResetBefore },
): Promise<Detection> {
  const reply = await host.invoke('prov:detect-chip', { port, before });
  return reply.ok
    ? { state: 'known', port, device: reply.value }
    : { state: 'failed', port, error: reply.error };
}

async function scanNetworks(host: Host, query: Payload<'prov:scan-wifi'>): Promise<Scan> {
  const reply = await host.invoke('prov:scan-wifi', query);
  return reply.ok
    ? { state: 'found', networks: strongestFirst(reply.value.networks) }
    : { state: 'failed', error: reply.error };
}

async function askCa(host: Host, asked: CaQuestion): Promise<CaTest> {
  const reply = await host.invoke('prov:test-ca', asked);
  return reply.ok
    ? { state: 'answered', asked, report: reply.value }
    : { state: 'failed', asked, error: reply.error };
}

/** Each name once: a network of several access points is one. Hidden ones have no name to choose. */
function strongestFirst(networks: readonly FoundNetwork[]): FoundNetwork[] {
  const known = new Set<string>();
  return networks
    .toSorted((a, b) => b.rssi - a.rssi)
    .filter(({ ssid }) => ssid !== '' && !known.has(ssid) && known.add(ssid));
}
