import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import { startCoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import { benchEvents, benchRows, benchUsers, callers, organization } from './data.ts';

/**
 * Both upstreams of the benchmark in one process, apart from the gateways and from the load. Prints
 * their URLs. Told `latency <ms>` and `traffic` by its parent.
 */
const rowCount = Number(process.argv[2] ?? 50_000);
const eventCount = Number(process.argv[3] ?? 20_000);

const coder = await startCoderSimulator({
  users: benchUsers,
  organizations: [organization],
  auditLogs: benchRows(rowCount),
  tokens: Object.fromEntries(callers.map(({ coder: token }) => [token, benchUsers[0]!.id])),
});
const bindplane = await startBindplaneSimulator({
  profile: 'field',
  events: benchEvents(eventCount),
  users: [],
  keys: Object.fromEntries(callers.map(({ bindplane: key }) => [key, { role: 'admin' }])),
});

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
