/** What the port doctor knows of this computer. Null: this computer does not tell. */
export interface ComputerFacts {
  platform: NodeJS.Platform;
  /** Linux inside Windows, which sees no USB device until Windows hands it over. */
  insideWindows: boolean;
  /** Everything on the USB but its hubs. */
  usb: readonly UsbDevice[] | null;
  /** Linux: what the running kernel can drive. */
  kernel: KernelFacts | null;
  /** The serial ports that are listed. */
  listed: readonly string[];
  /** The ports that were asked about, else all that are listed. */
  ports: readonly PortFacts[];
  user: UserFacts | null;
  /** Linux: programs that open serial ports by themselves. */
  modemManager: RunningProgram | null;
  brltty: RunningProgram | null;
  /** The udev rule that comes with this program: its path, and whether it is installed. */
  udevRule: { path: string | null; installed: boolean };
}

export interface UsbDevice {
  /** Its own name, else its ids. */
  name: string;
  /** Four hex digits each, lower case. */
  vendorId: string;
  productId: string;
  /** `CP210x` and its kin; undefined: no board and no serial adapter that we know. */
  bridge: string | undefined;
  /** What drives it now: a kernel module on Linux; undefined: nothing does. */
  driver: string | undefined;
  /** Its serial ports. */
  ports: readonly string[];
  /** Windows: the number of the problem that Device Manager shows. */
  problem?: number;
}

export interface KernelFacts {
  release: string;
  loaded: ReadonlySet<string>;
  /** The modules on disk or built in; null: their list is not here, as in a container. */
  available: ReadonlySet<string> | null;
}

export interface UserFacts {
  /** Its name, else its number. */
  name: string;
  isRoot: boolean;
  /** The groups of this session. */
  gids: ReadonlySet<number>;
  /** The groups that the user has by the database, from the next login on. */
  groups: readonly Group[];
  /** All groups. */
  allGroups: readonly Group[];
}

export interface Group {
  gid: number;
  name: string;
}

export interface PortFacts {
  path: string;
  exists: boolean;
  mayUse: boolean;
  /** Null where ports have no owner. */
  owner: { uid: number; gid: number; mode: number } | null;
  /** Programs that have it open; null: this computer does not tell. */
  holders: readonly RunningProgram[] | null;
  /** Whether a run or a query of this very process has it open. */
  ours: boolean;
  /** Linux: whether udev tells ModemManager to leave it alone. */
  ignoredByModemManager: boolean;
}

export interface RunningProgram {
  pid: number;
  name: string;
  /** Whether it is this program, in another process. */
  ours: boolean;
}
