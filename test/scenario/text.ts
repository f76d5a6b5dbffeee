/** A valid scenario that the tests damage, one value to a line. */
export const validText = `name: valid
equation:
  dimensions: { x: 1, v: 2 }
  gamma: 0
  kappa: { kind: gaussian, width: 0.8 }
domain: { x: { kind: periodic, length: [6.25] } }
initial:
  kind: maxwellians
  components:
    - mass: 1
      velocity: [0, 0]
      temperature: [1, 1]
      space: { kind: cosine, amplitude: [0.4], mode: [1] }
particles:
  sampling: lattice
  position: { count: [4] }
  velocity: { count: [6, 6], halfWidth: 4 }
  trim: 1.0e-6
mollifier:
  width: { position: [1.5], velocity: 0.9 }
  comoving: true
score: particle-sum
time:
  scheme: midpoint
  step: 0.01
  end: 0.1
output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1, columns: [id, density] } }
seed: 1
`;

/** The scenario with one piece of its text replaced. Throws when the piece is not there exactly once. */
export function damaged(piece: string, replacement: string): string {
  const parts = validText.split(piece);
  if (parts.length !== 2) throw new Error(`'${piece}' occurs ${parts.length - 1} times`);
  return parts.join(replacement);
}
