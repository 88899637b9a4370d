import type { Answer, IncomingCall } from '../../src/simulator/exchange.ts';
import type { Simulator } from '../../src/simulator/simulator-server.ts';
import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import { startCoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import { benchEvents, benchRows, benchUsers, callers, organization } from './data.ts';
import { variedRows } from './varied-rows.ts';

/**
 * Both upstreams of the benchmark in one process, apart from the gateways and from the load. Prints
 * their URLs. Told `latency <ms>` and `traffic` by its parent.
 */
const rowCount = Number(process.argv[2] ?? 50_000);
const eventCount = Number(process.argv[3] ?? 20_000);
/** Of rows that vary; none: they do not. */
const seed = process.argv[4];
/** Of W2 each gateway asks for 33 MB. */
const maxRememberedBytes = 128_000_000;

const coder = await startCoderSimulator({
  users: benchUsers,
  organizations: [organization],
  auditLogs: seed === undefined ? benchRows(rowCount) : variedRows(rowCount, Number(seed)),
  tokens: Object.fromEntries(callers.map(({ coder: token }) => [token, benchUsers[0]!.id])),
});
const bindplane = await startBindplaneSimulator({
  profile: 'field',
  events: benchEvents(eventCount),
  users: [],
  keys: Object.fromEntries(callers.map(({ bindplane: key }) => [key, { role: 'admin' }])),
});

rememberAnswers(coder);
rememberAnswers(bindplane);

process.on('message', (message: { latencyMs?: number; resetTraffic?: boolean }) => {
  for (const { faults, traffic } of [coder, bindplane]) {
    if (message.latencyMs !== undefined) {
      const { latencyMs } = message;
      faults.clear();
      if (latencyMs > 0) faults.rule(() => ({ kind: 'latency', ms: latencyMs }));
    }
    if (message.resetTraffic) traffic.reset();
  }
  process.send?.({
    calls: coder.traffic.calls.length + bindplane.traffic.calls.length,
    bytes: coder.traffic.bytes + bindplane.traffic.bytes,
  });
});

process.send?.({ coder: coder.url, bindplane: bindplane.url });

/**
 * Answers a caller's call as it was answered before, with the same bytes. What it takes to make a page
 * would limit the load, and a gateway that waits most of the time costs a fifth more for each request.
 */
function rememberAnswers(simulator: Simulator): void {
  const answer = simulator.answer.bind(simulator);
  const known = new Map<string, Answer>();
  let bytes = 0;
  simulator.answer = async (call) => {
    const key = keyOf(call);
    let answered = known.get(key);
    if (!answered) {
      const { body = '', ...head } = await answer(call);
      answered = { ...head, body: Buffer.from(body) };
      bytes += Buffer.byteLength(body);
      if (bytes > maxRememberedBytes) {
        known.clear();
        bytes = Buffer.byteLength(body);
      }
      known.set(key, answered);
    }
    return answered;
  };
}

function keyOf({ method, path, rawQuery, headers }: IncomingCall): string {
  const credentials = ['coder-session-token', 'x-bindplane-api-key'].map((name) => headers[name]);
  return [method, path, rawQuery, ...credentials].join('\n');
}
