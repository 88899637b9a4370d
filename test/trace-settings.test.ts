import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/config.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel.example.com:4318/' };

describe('traces', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['below the endpoint', endpoint, 'http://otel.example.com:4318/v1/traces'],
    [
      'to an endpoint of their own, as it is',
      { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://otel.example.com/in/?v=1' },
      'https://otel.example.com/in/?v=1',
    ],
    [
      'to the collector of this machine',
      { OTEL_TRACES_EXPORTER: 'otlp' },
      'http://localhost:4318/v1/traces',
    ],
    ['nowhere', { OTEL_SERVICE_NAME: 'audit', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, undefined],
    ['nowhere when off', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }, undefined],
    ['nowhere without exporter', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, undefined],
    [
      'nowhere, by a protocol that does not matter then',
      { ...endpoint, OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      undefined,
    ],
    [
      'by what is empty as if it were not there',
      { ...endpoint, OTEL_TRACES_EXPORTER: '', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ' ' },
      'http://otel.example.com:4318/v1/traces',
    ],
    [
      'by the protocol that is served',
      { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      'http://otel.example.com:4318/v1/traces',
    ],
  ])('go %s', (_where, environment, url) => {
    expect(parseConfig(environment).traces?.url).toBe(url);
  });

  it('say whose they are', () => {
    const { traces } = parseConfig({
      ...endpoint,
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other, deployment.environment=pre%2Cprod,team=a=b,',
      OTEL_SERVICE_NAME: 'audit',
    });

    expect(traces?.attributes).toEqual({
      'service.name': 'audit',
      'deployment.environment': 'pre,prod',
      team: 'a=b',
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL must be http/json'],
    [
      {
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      },
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be http/json',
    ],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER must be otlp or none.'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'team' }, 'OTEL_RESOURCE_ATTRIBUTES must be key=value'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'team=%zz' }, 'OTEL_RESOURCE_ATTRIBUTES must be key=value'],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'otel:4318' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an http(s) URL',
    ],
  ])('do not begin with %j', (environment, problem) => {
    expect(() => parseConfig({ ...endpoint, ...environment })).toThrow(problem);
  });
});
