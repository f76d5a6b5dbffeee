import { shown } from '../math/shown.ts';
import type { RunProgress } from '../run/run.ts';
import type { Terminal } from './command.ts';

const interactiveEvery = 0.2;
const plainEvery = 10;

/**
 * Shows how far a run is: one line that rewrites itself on a terminal, a new line every ten seconds elsewhere.
 * `finish` leaves the cursor on a fresh line.
 */
export function progressLine(terminal: Terminal): { show(progress: RunProgress): void; finish(): void } {
  let lastShown = -Infinity;
  let open = false;
  return {
    show(progress) {
      const last = progress.time >= progress.end;
      if (!last && progress.elapsed - lastShown < (terminal.interactive ? interactiveEvery : plainEvery)) return;
      lastShown = progress.elapsed;
      const text = describe(progress);
      terminal.err(terminal.interactive ? `\r${text.padEnd(78)}` : `${text}\n`);
      open = terminal.interactive;
    },
    finish() {
      if (open) terminal.err('\n');
      open = false;
    },
  };
}

function describe({ time, end, iteration, stepsPerSecond, secondsLeft }: RunProgress): string {
  const rate = stepsPerSecond === undefined ? '' : `  ${stepsPerSecond.toPrecision(3)} steps/s`;
  const remaining = secondsLeft === undefined ? '' : `  ETA ${duration(secondsLeft)}`;
  const percent = Math.min(100, Math.floor((100 * time) / end));
  return `t = ${shown(time, 4)} of ${shown(end)}  ${percent} %  step ${iteration}${rate}${remaining}`;
}

/** Seconds as people say them: 8 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
