import type { WifiDialect } from '../../contract/profile.ts';
import { configureConsole } from './console.ts';
import { configureEspAt, scanByEspAt } from './esp-at.ts';
import { configureImprov, scanByImprov } from './improv.ts';
import { configureSpecAt } from './spec-at.ts';
import type { SpokenDialect } from './wifi-dialect.ts';

export const DIALECTS: Readonly<Record<WifiDialect, SpokenDialect>> = {
  'spec-at': { configure: configureSpecAt },
  'esp-at': { configure: configureEspAt, scan: scanByEspAt },
  improv: { configure: configureImprov, scan: scanByImprov },
  console: { configure: configureConsole },
};
