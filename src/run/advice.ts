import type { Scenario } from '../contracts.ts';
import { widths } from '../dynamics/blob.ts';
import { boxLength } from '../state/box.ts';
import { initialRemarks } from '../state/initial-remarks.ts';

/** Box lengths in mollifier widths below which more images count than the two that are summed. */
const narrowBox = 4;

/** What a scenario may do but its author should know; one sentence each. */
export function advice(scenario: Scenario): string[] {
  const notes = initialRemarks(scenario);
  const length = boxLength(scenario);
  const { position } = widths(scenario);
  position.forEach((width, d) => {
    if (length && length[d] < narrowBox * width) {
      notes.push(
        `mollifier.width.position ${Number(width.toPrecision(4))} is more than 1/${narrowBox} of the box: it smears out any ` +
          'structure in x, and only its nearest images are summed. Use more positions and a narrower mollifier.',
      );
    }
  });
  if (scenario.equation.regularisation) {
    notes.push('equation.regularisation: energy is not conserved by the approximating system (2.34), and is not watched.');
    if (scenario.equation.dimensions.x > 0) {
      notes.push(
        'equation.regularisation: transport is not free, so the blob has no co-moving label: mollifier.comoving is false, whatever ' +
        'is written.',
      );
    }
  }
  if (scenario.score === 'one-sided') notes.push('score one-sided: conservative, but without an entropy law; a baseline for comparison.');
  return notes;
}
