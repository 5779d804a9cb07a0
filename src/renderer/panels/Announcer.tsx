import { useEffect, useRef, useState } from 'react';

import { useForm, usePortStatus, useRun, useTexts } from '../app-context.ts';
import { verdictOf } from '../progress/verdict-of.ts';
import type { RunState } from '../stores/run-state.ts';
import type { Texts } from '../texts/en.ts';
import { deviceStateOf } from './result/device-state.ts';

const LEAST_PAUSE_MS = 2_000;

/** What a screen reader says: each step, not more often than every two seconds, the verdict at once, and ports that come and go. */
export function Announcer() {
  const texts = useTexts();
  const step = useRun(({ run }) => stepSentence(run, texts));
  const verdict = useRun(({ run }) => verdictSentence(run, texts));
  return (
    <>
      <p className="vh" role="status">
        {usePaced(step)}
      </p>
      <p className="vh" role="status">
        {usePortNews()}
      </p>
      <p className="vh" role="alert">
        {verdict}
      </p>
    </>
  );
}

function stepSentence(run: RunState, { running, steps }: Texts): string {
  if (run.phase !== 'running' || run.current === null) return '';
  const { current, plan } = run;
  const number = plan.steps.findIndex(({ step }) => step === current) + 1;
  return running.announce(number, plan.steps.length, steps[current].name);
}

function verdictSentence(run: RunState, texts: Texts): string {
  if (run.phase === 'idle' || run.phase === 'running') return '';
  const word = texts.verdicts[verdictOf(run)];
  if (run.phase === 'passed') return texts.pass.announce(word, run.result.timings.totalMs);
  const { code } = run.failure.error;
  return texts.fail.announce(
    word,
    texts.errorTitle(code),
    texts.deviceStates[deviceStateOf(run)].title,
  );
}

function usePortNews(): string {
  const { noPort } = useTexts();
  const status = usePortStatus();
  const port = useForm(({ values }) => values.port);
  const before = useRef(status);
  const [news, setNews] = useState('');
  useEffect(() => {
    const wasMissing = before.current === 'none-found' || before.current === 'unplugged';
    before.current = status;
    if (status === 'ready' && wasMissing) setNews(noPort.found(port));
    if (status === 'unplugged') setNews(noPort.unpluggedText(port));
    if (status === 'none-found') setNews(noPort.title);
  }, [status, port, noPort]);
  return news;
}

function usePaced(sentence: string): string {
  const [said, setSaid] = useState('');
  const saidAt = useRef(-Infinity);
  useEffect(() => {
    const pause = Math.max(0, saidAt.current + LEAST_PAUSE_MS - performance.now());
    const timer = setTimeout(() => {
      saidAt.current = performance.now();
      setSaid(sentence);
    }, pause);
    return () => clearTimeout(timer);
  }, [sentence]);
  return said;
}
