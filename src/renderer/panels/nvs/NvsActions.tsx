import type { ReactNode } from 'react';

import { useApp, useObstacle, usePortStatus, useRun, useTexts } from '../../app-context.ts';
import { isUsable } from '../../form/port-status.ts';
import { readNvs } from '../../nvs/read-nvs.ts';
import { keysIn, type NvsState } from '../../stores/nvs-state.ts';

/** The next thing to do: read, or write what was changed. */
export function NvsActions({ state }: { state: NvsState }) {
  const app = useApp();
  const { nvs } = app.texts;
  const obstacle = useHindrance();
  const difference = state.phase === 'open' ? state.difference : null;
  const read = () => void readNvs(app);
  if (state.phase === 'open' && difference) {
    const isWriting = state.writing.state === 'writing';
    return (
      <div className="act">
        <Main
          label={isWriting ? nvs.writingLabel : nvs.write(keysIn(difference))}
          hint={isWriting ? nvs.keepPlugged : nvs.checkedAfter}
          does={nvs.enterWrites}
          obstacle={isWriting ? nvs.keepPlugged : obstacle}
          onPress={() => void writeNvs(app)}
        />
        {!isWriting && (
          <div className="end">
            <button
              type="button"
              className="btn btn-op"
              onClick={() => void app.nvs.edit(() => [])}
            >
              {nvs.discard}
            </button>
          </div>
        )}
      </div>
    );
  }
  return (
    <div className="act">
      <Main
        label={state.phase === 'empty' || state.phase === 'reading' ? nvs.read : nvs.readAgain}
        hint={nvs.readingChangesNothing}
        does={nvs.enterReads}
        obstacle={obstacle}
        onPress={read}
      />
    </div>
  );
}

/** After a write that failed, the program may keep the partition as it was: then it is offered. */
async function writeNvs({ nvs, restores }: ReturnType<typeof useApp>): Promise<void> {
  await nvs.write();
  await restores.load();
}

function useHindrance(): string | undefined {
  const { nvs, obstacles } = useTexts();
  const obstacle = useObstacle();
  const running = useRun(({ run }) => run.phase === 'running');
  const usable = isUsable(usePortStatus());
  if (obstacle) return obstacles[obstacle];
  if (running) return nvs.runInProgress;
  return usable ? undefined : nvs.notUsable;
}

interface MainProps {
  label: string;
  hint: ReactNode;
  /** What Enter does. */
  does: string;
  /** Why it cannot be pressed. */
  obstacle: string | undefined;
  onPress: () => void;
}

function Main({ label, hint, does, obstacle, onPress }: MainProps) {
  const { keys } = useTexts();
  return (
    <>
      <button
        type="button"
        className="btn btn-main"
        aria-disabled={obstacle !== undefined || undefined}
        aria-describedby="main-hint"
        aria-keyshortcuts="Enter"
        onClick={() => {
          if (obstacle === undefined) onPress();
        }}
      >
        {label}
      </button>
      <p className="hint" id="main-hint">
        {obstacle ?? (
          <>
            <span className="opt">
              <kbd>{keys.enter}</kbd> {does}
              <br />
            </span>
            {hint}
          </>
        )}
      </p>
    </>
  );
}
