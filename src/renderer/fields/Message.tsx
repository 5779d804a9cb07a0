import type { ReactNode } from 'react';

import { useShownProblems, useTexts } from '../app-context.ts';
import { problemText } from '../form/form-problems.ts';
import type { Field } from '../form/form-values.ts';
import { Mark } from '../marks/Mark.tsx';

interface MessageProps {
  id: string;
  /** The fields whose problems are told here. */
  fields: readonly Field[];
  /** What to type where two fields of one row are both wrong. */
  both?: string;
  /** Said while there is no problem. */
  children?: ReactNode;
  /** Announced when it changes, as the answer to a button is. */
  live?: boolean;
}

/** The reserved line under a field: what is wrong with it, else what is worth knowing. */
export function Message({ id, fields, both, children, live }: MessageProps) {
  const texts = useTexts();
  const [problem, another] = useShownProblems(fields);
  const sentence = another ? both : problem && problemText(texts, problem);
  return (
    <p className={problem ? 'msg is-fail' : 'msg'} id={id} {...(live && { role: 'status' })}>
      {problem ? (
        <>
          <Mark kind="failed" size={14} />
          {sentence}
        </>
      ) : (
        children
      )}
    </p>
  );
}
