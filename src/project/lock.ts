/** Whether this tab may change a project, by the browser's Web Locks: only one tab at a time holds a project. */
export interface ProjectLock {
  release(): void;
}

/**
 * Takes the project's lock. `onHeld(true)` at once where it is free; else `onHeld(false)`, and `onHeld(true)` when the tab that
 * has it lets it go.
 */
export function lockProject(projectId: string, onHeld: (held: boolean) => void): ProjectLock {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (!locks) {
    onHeld(true);
    return { release: () => undefined };
  }
  const name = `hone-project-${projectId}`;
  const waiting = new AbortController();
  let release: () => void = () => undefined;
  const released = new Promise<void>((done) => {
    release = done;
  });
  const hold = async () => {
    onHeld(true);
    await released;
  };
  const ended = async () => {
    const free = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock) return false;
      await hold();
      return true;
    });
    if (free || waiting.signal.aborted) return;
    onHeld(false);
    await locks.request(name, { signal: waiting.signal }, hold);
  };
  ended().catch((error: unknown) => {
    if (!waiting.signal.aborted) console.warn('lock', error);
  });
  return {
    release: () => {
      waiting.abort();
      release();
    },
  };
}
