/** A zone as it was measured: how far east of UTC the server read dates around a second. */
interface ZonePoint {
  readonly second: number;
  readonly offsetSeconds: number;
  readonly measuredAt: number;
}

const secondsPerDay = 86_400;
/** As far from where it was measured an offset is still taken for measured. */
const reachSeconds = secondsPerDay / 2;
const maxPoints = 64;

/**
 * The zone in which a server reads dates without an offset, as a function of the date: zones have
 * daylight saving, and servers are moved. What it says is a guess that saves calls; nothing is ever
 * taken for complete because of it alone where the events themselves can tell.
 */
export class ZoneMap {
  readonly #clock: () => number;
  #points: readonly ZonePoint[] = [];

  /** `clock` tells seconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** How far east of UTC the server probably reads dates there; 0 where nothing was measured. */
  offsetAt(second: number): number {
    let nearest: ZonePoint | undefined;
    for (const point of this.#points) {
      if (!nearest || distance(point, second) < distance(nearest, second)) nearest = point;
    }
    return nearest?.offsetSeconds ?? 0;
  }

  /** Whether it was measured there, not longer than a day ago. */
  isMeasuredAt(second: number): boolean {
    const since = this.#clock() - secondsPerDay;
    return this.#points.some(
      (point) => point.measuredAt > since && distance(point, second) <= reachSeconds,
    );
  }

  note(second: number, offsetSeconds: number): void {
    const others = this.#points.filter((point) => distance(point, second) > reachSeconds / 2);
    const point = { second, offsetSeconds, measuredAt: this.#clock() };
    this.#points = [...others, point].slice(-maxPoints);
  }
}

function distance({ second }: ZonePoint, other: number): number {
  return Math.abs(second - other);
}
