/** The mesh cannot serve these particles at the tolerance asked for; the message names what would. */
export class MeshRefusal extends Error {
  override readonly name = 'MeshRefusal';
}
