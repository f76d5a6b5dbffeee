import { Refusal } from '../refusal.ts';

/** The mesh cannot serve these particles at the tolerance asked for; the message names what would. */
export class MeshRefusal extends Refusal {
  override readonly name = 'MeshRefusal';

  constructor(problem: string) {
    super('input', problem);
  }
}
