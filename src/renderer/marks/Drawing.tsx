import type { ReactElement } from 'react';

import { BoardDrawing } from './BoardDrawing.tsx';
import type { DrawingName } from './drawing-name.ts';

/** What the hand does, as a line drawing. */
export function Drawing({ name, label }: { name: DrawingName; label: string }) {
  return (
    <svg className="drawing" viewBox="0 0 320 128" role="img" aria-label={label}>
      {DRAWINGS[name]}
    </svg>
  );
}

const LITTLE_BOARD = (
  <>
    <rect x="208" y="44" width="88" height="48" rx="4" />
    <rect x="236" y="52" width="44" height="32" rx="2" />
    <rect x="200" y="60" width="16" height="16" rx="2" className="paper" />
  </>
);
const COMPUTER = (
  <>
    <rect x="24" y="32" width="96" height="60" rx="4" />
    <path d="M12 104h120M56 92v12M88 92v12" />
  </>
);
const SERVER = (
  <>
    <rect x="224" y="24" width="64" height="80" rx="4" />
    <path d="M224 50h64M224 77h64M236 37h16M236 64h16M236 91h16" />
  </>
);

const DRAWINGS: Readonly<Record<DrawingName, ReactElement>> = {
  'hold-boot': <BoardDrawing boot="held" reset="free" />,
  'tap-reset': <BoardDrawing boot="held" reset="tapped" />,
  'release-boot': <BoardDrawing boot="released" reset="free" />,
  'press-reset': <BoardDrawing boot="free" reset="tapped" />,
  replug: (
    <>
      <g className="ink">
        {LITTLE_BOARD}
        <path d="M24 68h56" />
        <rect x="80" y="54" width="40" height="28" rx="3" />
        <rect x="120" y="60" width="16" height="16" rx="1" />
      </g>
      <path className="hand" d="M188 44h-44M151 37l-8 7 8 7M144 92h44M181 85l8 7-8 7" />
    </>
  ),
  cable: (
    <>
      <g className="ink">
        {COMPUTER}
        {LITTLE_BOARD}
      </g>
      <path className="hand" d="M120 68h80M132 60v16M188 60v16" />
    </>
  ),
  choose: (
    <>
      <g className="ink">
        <rect x="72" y="16" width="176" height="28" rx="4" />
        <path d="M224 27l6 6 6-6M84 30h72M84 66h96M84 110h60" />
        <rect x="72" y="52" width="176" height="72" rx="4" />
      </g>
      <rect x="73" y="76" width="174" height="24" className="chosen" />
      <path className="hand" d="M84 88h80M222 88l5 5 9-10" />
    </>
  ),
  type: (
    <>
      <g className="ink">
        <path d="M56 40h64" />
        <rect x="56" y="52" width="208" height="40" rx="4" />
        <path d="M72 72h72" />
      </g>
      <path className="hand" d="M156 60v24M150 60h12M150 84h12" />
    </>
  ),
  'close-program': (
    <>
      <g className="ink">
        <rect x="72" y="20" width="176" height="92" rx="4" />
        <path d="M72 44h176M88 64h96M88 80h120M88 96h64" />
      </g>
      <path className="hand" d="M226 26l12 12M238 26l-12 12" />
    </>
  ),
  server: (
    <>
      <g className="ink">
        {COMPUTER}
        {SERVER}
      </g>
      <path className="hand" d="M140 56h68M200 49l8 7-8 7M208 84h-68M148 77l-8 7 8 7" />
    </>
  ),
  ask: (
    <>
      <g className="ink">
        <circle cx="84" cy="52" r="20" />
        <path d="M48 112c0-24 16-32 36-32s36 8 36 32" />
        <path d="M152 20h112a8 8 0 0 1 8 8v48a8 8 0 0 1-8 8h-88l-20 16 2-16h-6a8 8 0 0 1-8-8V28a8 8 0 0 1 12-8Z" />
      </g>
      <path className="hand" d="M196 44a12 12 0 1 1 18 10c-5 3-6 5-6 9M208 71v1" />
    </>
  ),
  router: (
    <>
      <g className="ink">
        <rect x="24" y="72" width="96" height="32" rx="4" />
        <path d="M44 72V36M100 72V36M40 88h4M56 88h4" />
        {LITTLE_BOARD}
      </g>
      <path
        className="hand"
        d="M136 56c8 8 8 16 0 24M152 46c16 14 16 30 0 44M168 36c24 20 24 44 0 64"
      />
    </>
  ),
  firmware: (
    <>
      <g className="ink">
        <path d="M36 20h40l20 20v68H36ZM76 20v20h20M50 60h32M50 76h32M50 92h20" />
        {LITTLE_BOARD}
      </g>
      <path className="hand" d="M116 68h68M176 60l9 8-9 8" />
    </>
  ),
  'set-aside': (
    <>
      <g className="ink">
        <rect x="116" y="12" width="88" height="36" rx="4" />
        <rect x="144" y="18" width="40" height="24" rx="2" />
        <path d="M72 84v32h176V84M72 84l16-8M248 84l-16-8" />
      </g>
      <path className="hand" d="M160 56v44M152 92l8 9 8-9" />
    </>
  ),
  disk: (
    <>
      <g className="ink">
        <ellipse cx="160" cy="32" rx="56" ry="14" />
        <path d="M104 32v64c0 8 25 14 56 14s56-6 56-14V32" />
        <path d="M104 64c0 8 25 14 56 14s56-6 56-14" />
      </g>
      <path className="hand" d="M148 94l8 8 16-16" />
    </>
  ),
  key: (
    <path
      className="hand"
      d="M140 64a24 24 0 1 1-48 0a24 24 0 1 1 48 0ZM140 64h92M208 64v20M228 64v14"
    />
  ),
  clock: (
    <>
      <circle className="ink" cx="160" cy="64" r="48" />
      <path className="hand" d="M160 32v32l20 14" />
    </>
  ),
  again: (
    <>
      <g className="ink">
        <rect x="120" y="42" width="80" height="44" rx="4" />
        <rect x="144" y="50" width="40" height="28" rx="2" />
      </g>
      <path className="hand" d="M214 98a64 56 0 1 1 8-58M224 18v24h-24" />
    </>
  ),
};
