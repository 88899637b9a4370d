import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes of JavaScript objects and texts that something still refers to. */
export function heapMb(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}
