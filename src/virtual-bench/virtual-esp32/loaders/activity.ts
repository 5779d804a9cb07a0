/** Whether a program is at work, and when it has nothing left to do. */
export class Activity {
  #work: PromiseWithResolvers<void> | undefined;

  get busy(): boolean {
    return this.#work !== undefined;
  }

  begin(): void {
    this.#work ??= Promise.withResolvers();
  }

  end(): void {
    this.#work?.resolve();
    this.#work = undefined;
  }

  /** Resolves at once if nothing is going on. */
  async settled(): Promise<void> {
    while (this.#work) await this.#work.promise;
  }
}
