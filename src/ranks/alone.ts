import type { Ranks } from '../ranks-contract.ts';

/** A run in one process. */
export const alone: Ranks = {
  rank: 0,
  size: 1,
  local: 1,
  name: 'one process',
  gather: (own) => own,
  exchange: (own) => own,
  endTogether: async () => true,
  abort: (code) => process.exit(code),
  traffic: { calls: 0, sent: 0, received: 0, seconds: 0 },
};
