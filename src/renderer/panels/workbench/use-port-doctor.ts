import { useEffect } from 'react';

import type { Finding } from '../../../contract/port-examination.ts';
import { useApp, useBench } from '../../app-context.ts';

const LOOK_AGAIN_MS = 1_000;

/**
 * What the port doctor finds on this port, or on all (null), looked at again every second for as long as somebody
 * watches. Undefined until the first answer. The board itself is not asked: that would reset it.
 */
export function usePortDoctor(port: string | null): readonly Finding[] | undefined {
  const { bench } = useApp();
  const examination = useBench((state) => state.examination);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let watching = true;
    const look = async () => {
      await bench.examinePorts(port);
      if (watching) timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
    };
    void look();
    return () => {
      watching = false;
      clearTimeout(timer);
    };
  }, [bench, port]);
  return examination?.port === port ? examination.findings : undefined;
}
