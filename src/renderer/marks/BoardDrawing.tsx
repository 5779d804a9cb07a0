interface BoardDrawingProps {
  boot: 'free' | 'held' | 'released';
  reset: 'free' | 'tapped';
}

/** A development board with its two buttons; the accent marks what the hand does. */
export function BoardDrawing({ boot, reset }: BoardDrawingProps) {
  return (
    <>
      <g className="ink">
        <rect x="16" y="28" width="288" height="72" rx="4" />
        <rect x="4" y="52" width="28" height="24" rx="2" className="paper" />
        <rect x="176" y="36" width="96" height="56" rx="2" />
        <path d="M280 40h16v8h-16v8h16v8h-16v8h16v8h-16" strokeOpacity=".7" />
      </g>
      <g className="label">
        <text x="224" y="68">
          ESP32
        </text>
        <text x="76" y="118">
          BOOT
        </text>
        <text x="136" y="118">
          RESET
        </text>
      </g>
      <Button x={58} pressed={boot === 'held'} />
      <Button x={118} pressed={reset === 'tapped'} />
      {boot === 'held' && <path className="hand" d="M76 4v36M69 33l7 8 7-8M62 4h28" />}
      {boot === 'released' && <path className="hand" d="M76 42V6M69 13l7-8 7 8" />}
      {reset === 'tapped' && (
        <path className="hand" d="M128 4v34M122 32l6 7 6-7M144 40V6M138 12l6-7 6 7" />
      )}
    </>
  );
}

function Button({ x, pressed }: { x: number; pressed: boolean }) {
  return (
    <>
      <rect x={x} y="50" width="36" height="36" rx="3" className="ink paper" />
      <circle cx={x + 18} cy="68" r="10" className={pressed ? 'pressed' : 'ink'} />
    </>
  );
}
