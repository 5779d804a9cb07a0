import type { Verdict } from '../../contract/verdict.ts';

/** Frequency in Hz and length in seconds, one after the other. A run that was stopped is its operator's own news. */
const TONES: Readonly<Record<Verdict, readonly { hertz: number; seconds: number }[]>> = {
  passed: [
    { hertz: 660, seconds: 0.12 },
    { hertz: 880, seconds: 0.18 },
  ],
  unconfirmed: [{ hertz: 440, seconds: 0.4 }],
  failed: [{ hertz: 196, seconds: 0.6 }],
  stopped: [],
};

const FADE_SECONDS = 0.01; // a tone that begins or ends at once clicks

/** `volume` from 0 to 1. */
export function playVerdict(verdict: Verdict, volume: number): void {
  const tones = TONES[verdict];
  if (tones.length === 0 || volume === 0) return;
  const context = new AudioContext();
  let at = context.currentTime;
  let last: OscillatorNode | undefined;
  for (const { hertz, seconds } of tones) {
    const loudness = new GainNode(context, { gain: 0 });
    const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz });
    tone.connect(loudness).connect(context.destination);
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(volume, at + FADE_SECONDS);
    loudness.gain.setValueAtTime(volume, at + seconds - FADE_SECONDS);
    loudness.gain.linearRampToValueAtTime(0, at + seconds);
    tone.start(at);
    at += seconds;
    tone.stop(at);
    last = tone;
  }
  if (last) last.onended = () => void context.close();
}
