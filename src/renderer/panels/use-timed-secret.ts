import { useCallback, useEffect, useLayoutEffect, useState } from 'react';

const SHOWN_FOR_S = 30;

/** A secret on the screen: forgotten after 30 seconds. */
export function useTimedSecret() {
  const [value, setValue] = useState<string | null>(null);
  const [secondsLeft, setSecondsLeft] = useState(0);
  const hide = useCallback(() => setValue(null), []);
  const show = (secret: string) => {
    setSecondsLeft(SHOWN_FOR_S);
    setValue(secret);
  };

  // The time begins as the secret appears.
  useLayoutEffect(() => {
    if (value === null) return undefined;
    const timer = setInterval(() => setSecondsLeft((left) => left - 1), 1_000);
    return () => clearInterval(timer);
  }, [value]);
  useEffect(() => {
    if (secondsLeft <= 0) hide();
  }, [secondsLeft, hide]);

  return { value, secondsLeft, show, hide };
}
