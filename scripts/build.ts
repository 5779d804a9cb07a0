/** `npm run build`: renderer, main and preload into `dist`, where they are missing or older than their sources. */
import { buildWhenStale } from '../src/hosts/build-when-stale.ts';

await buildWhenStale('app');
