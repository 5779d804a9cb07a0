import './zod-without-eval.ts';

import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

import { App } from './app.tsx';
import { createApp } from './create-app.ts';
import { connectHost } from './host.ts';
import { en } from './texts/en.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const app = createApp(connectHost(), en);
await app.run.takeUp(); // nobody may begin a run on a board that is being provisioned
const page = createRoot(root);
flushSync(() => page.render(<App app={app} />)); // whoever sees the page is heard by it, from the first key on
