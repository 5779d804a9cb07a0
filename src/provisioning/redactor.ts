import type { Secret } from '../contract/secret.ts';

/** Masks every secret of a run by its value, wherever it turns up in a text: log lines, a server's message, a cause. */
export class Redactor {
  readonly #values = new Set<string>();

  hide(secret: Secret | null | undefined): void {
    const value = secret?.reveal() ?? '';
    if (value === '') return;
    this.#values.add(value);
    this.#values.add(Buffer.from(value).toString('hex'));
    this.#values.add(Buffer.from(value).toString('base64'));
  }

  redact(text: string): string {
    const masked = [...this.#values].reduce((line, value) => line.replaceAll(value, '***'), text);
    // A log line in the middle of a device's echo cuts the password in two, and neither half is a value we know.
    return masked.replace(/(AT\+WIFI_PASS\w*=).+/i, '$1***');
  }
}
