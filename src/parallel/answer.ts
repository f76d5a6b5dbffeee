/** What a worker answers: nothing, or the error that its share met. */
export type ShareAnswer = Error | undefined;

/** Plays a share in a worker and answers with the error it met: so a bug of ours is told apart from a lost thread. */
export function answered(share: () => void): ShareAnswer {
  try {
    share();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
