import type { Simulator } from '../../src/simulator/simulator-server.ts';

export interface HeldCalls {
  /** How many came. */
  readonly count: number;
  /** Lets them go on, and all that come later. */
  release(): void;
}

/** Has the calls to a simulator wait for their answers until they are released. */
export function holdCalls(simulator: Pick<Simulator, 'beforeCall'>): HeldCalls {
  let count = 0;
  let answer: () => void;
  const released = new Promise<void>((resolve) => (answer = resolve));
  simulator.beforeCall = () => {
    count += 1;
    return released;
  };
  return {
    get count() {
      return count;
    },
    release() {
      simulator.beforeCall = undefined;
      answer();
    },
  };
}
