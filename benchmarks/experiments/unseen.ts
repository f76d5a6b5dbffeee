import type { Experiment } from '../laboratory.ts';
import { unseenCases } from '../unseen-cases.ts';
import { measureUnseen, type UnseenResult } from '../unseen.ts';
import { unseenText } from '../unseen-text.ts';

const experiment: Experiment = {
  name: 'unseen',
  title: 'Scenarios that no default was chosen on',
  async run() {
    const results: UnseenResult[] = [];
    for (const unseen of unseenCases) results.push(await measureUnseen(unseen));
    return unseenText(results);
  },
};
export default experiment;
