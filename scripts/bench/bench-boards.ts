import { startVirtualCa } from '../../src/virtual-bench/virtual-ca.ts';
import {
  startVirtualEsp32,
  type RunningVirtualEsp32,
} from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { BoardsQuestion, NETWORK, type BoardsAnswer } from './boards-process.ts';

/** A process of its own for virtual boards and a virtual CA, so that what they compute is not taken for the host's time. */
const ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: true, repeat: 'same' });
let boards: RunningVirtualEsp32[] = [];

process.on('message', (raw) => void answer(BoardsQuestion.parse(raw)));
process.on('disconnect', () => process.exit());

async function answer(question: BoardsQuestion): Promise<void> {
  if (question.plugIn) {
    for (const board of boards) await board.close();
    boards = await Promise.all(
      question.plugIn.map((mac) =>
        startVirtualEsp32({ chip: 'esp32s3', timing: 'real', wifi: NETWORK, mac }),
      ),
    );
  }
  const answered: BoardsAnswer = {
    ca: { url: ca.url, trust: ca.caPem },
    boards: boards.map(({ url, board }) => ({ url, accounts: board.accounts() })),
  };
  process.send?.(answered);
}
