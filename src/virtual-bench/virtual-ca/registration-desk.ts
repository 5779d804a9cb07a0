import { z } from 'zod';

import type { CertificateFlaw, CertificateIssuer } from './certificate-issuer.ts';

/** What a CA may do when a device that it knows is registered again; CAs differ, and all of these exist. */
export type RepeatBehaviour = 'same' | 'conflict' | 'reissue' | 'refuse';

/** A device as the CA knows it, PSK included: it is here to be compared. */
export interface VirtualRegistration {
  uuid: string;
  psk: string;
  mac: string;
  type: string;
  /** PEM, oldest first. */
  certificates: string[];
  /** How often it was asked for, with success or without. */
  posts: number;
}

export interface DeskAnswer {
  status: number;
  content: Record<string, unknown>;
}

const CHIPS = [
  'esp32',
  'esp32s2',
  'esp32s3',
  'esp32c2',
  'esp32c3',
  'esp32c5',
  'esp32c6',
  'esp32c61',
  'esp32h2',
  'esp32p4',
];

/** The specification's request, and nothing more. */
const RegistrationRequest = z.strictObject({
  uuid: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not a lower-case UUID'),
  /** The specification's has 64 digits; other products' profiles have others. */
  psk: z.string().regex(/^([0-9a-f]{2}){16,64}$/i, 'not 32 to 128 hex digits'),
  mac: z.string().regex(/^[0-9A-F]{12}$/, 'not 12 upper-case hex digits'),
  type: z.enum(CHIPS),
});
type RegistrationRequest = z.infer<typeof RegistrationRequest>;

/** Where devices are registered: in memory, by UUID, one at a time. */
export class RegistrationDesk {
  readonly #issuer: CertificateIssuer;
  readonly #repeat: RepeatBehaviour;
  readonly #devices = new Map<string, VirtualRegistration & { answer: DeskAnswer }>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(issuer: CertificateIssuer, repeat: RepeatBehaviour) {
    this.#issuer = issuer;
    this.#repeat = repeat;
  }

  registrations(): VirtualRegistration[] {
    return Array.from(this.#devices.values(), ({ answer: _, certificates, ...device }) => ({
      ...device,
      certificates: [...certificates],
    }));
  }

  /** `body` is the text of the request. Two requests for one device at once are answered one after the other. */
  register(body: string, flaw?: CertificateFlaw): Promise<DeskAnswer> {
    const answer = this.#turn.then(() => this.#answer(body, flaw));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #answer(body: string, flaw?: CertificateFlaw): Promise<DeskAnswer> {
    const request = RegistrationRequest.safeParse(parseJson(body));
    if (!request.success) {
      const fields = request.error.issues.map(
        ({ path, message }) => `${path.join('.')}: ${message}`,
      );
      return refusal(422, fields.join('; '));
    }
    const known = this.#devices.get(request.data.uuid);
    if (!known) return this.#issue(request.data, flaw);
    known.posts += 1;
    switch (this.#repeat) {
      case 'same':
        return sameDevice(known, request.data)
          ? known.answer
          : refusal(409, 'this UUID is registered with other credentials');
      case 'conflict':
        return refusal(409, 'this UUID is already registered');
      case 'reissue':
        return this.#issue(request.data, flaw);
      case 'refuse':
        return refusal(200, 'this UUID is already registered');
    }
  }

  async #issue(request: RegistrationRequest, flaw?: CertificateFlaw): Promise<DeskAnswer> {
    const { certificate, notAfter } = await this.#issuer.issueForDevice(request.uuid, flaw);
    const content = {
      success: true,
      certificate,
      ca_cert: this.#issuer.caPem,
      expiry: notAfter.toISOString().replace('.000Z', 'Z'),
    };
    const answer = { status: 200, content };
    const { certificates = [], posts = 1 } = this.#devices.get(request.uuid) ?? {};
    this.#devices.set(request.uuid, {
      ...request,
      certificates: [...certificates, certificate],
      posts,
      answer,
    });
    return answer;
  }
}

export function refusal(status: number, message: string): DeskAnswer {
  return { status, content: { success: false, message } };
}

function sameDevice(known: VirtualRegistration, request: RegistrationRequest): boolean {
  return known.psk === request.psk && known.mac === request.mac && known.type === request.type;
}

/** undefined for what is not JSON, which then fits no schema. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
