import { ERROR_TEXT } from '../../../contract/error-text.ts';
import type { Finding } from '../../../contract/port-examination.ts';
import type { Attempt } from '../attempt.ts';
import { finding } from './finding.ts';

/** Whether the bootloader answers; if not, what is there instead: silence, a program, a boot loop, noise. */
export function checkBoard(attempt: Attempt): Finding {
  const check = 'board';
  switch (attempt.state) {
    case 'answered':
      return finding({
        check,
        state: 'ok',
        title: 'The bootloader answers',
        text: `${attempt.description}, MAC ${attempt.mac}.`,
      });
    case 'not-tried':
      return finding({
        check,
        state: 'unknown',
        title: 'The board was not asked',
        text: 'The port must be there, free and open to you first.',
      });
    case 'failed': {
      const { title, hint } = ERROR_TEXT[attempt.code];
      return finding({ check, state: 'to-do', title, text: hint, error: attempt.code });
    }
  }
}
