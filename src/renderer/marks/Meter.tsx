interface MeterProps {
  name: string;
  /** 0 to 1. */
  fraction: number;
  /** The value in words. */
  text: string;
  big?: boolean;
}

/** A bar that shows how far something is. */
export function Meter({ name, fraction, text, big = false }: MeterProps) {
  const percent = Math.floor(fraction * 100);
  return (
    <span
      className={big ? 'meter big' : 'meter'}
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
    >
      <i style={{ scale: `${fraction} 1` }} />
    </span>
  );
}
