import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { RequestTracer } from './request-tracer.ts';
import type { TraceSettings } from '../config/trace-settings.ts';

/** Sending to a collector may hold up the end of the process for so long. */
const exportTimeoutMs = 2000;

/**
 * Sends spans to an OTLP endpoint over HTTP, as `OTEL_EXPORTER_OTLP_HEADERS` and its like say. Spans
 * hold names and numbers: no query, address or credential. `onFailure` learns that some are lost.
 */
export function createTracer(
  { url, attributes: resource }: TraceSettings,
  onFailure: () => void,
): RequestTracer {
  setGlobalErrorHandler(onFailure);
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes(resource),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: exportTimeoutMs })],
  });
  const tracer = provider.getTracer('auditgraph');
  const propagator = new W3CTraceContextPropagator();
  return {
    start({ requestId, headers }) {
      const caller = propagator.extract(ROOT_CONTEXT, headers, getter);
      const attributes = { 'request.id': requestId };
      const span = tracer.startSpan('/graphql', { kind: SpanKind.SERVER, attributes }, caller);
      const inRequest = trace.setSpan(caller, span);
      return {
        onAttempt({ upstream, endpoint: name, attempt }) {
          const call = tracer.startSpan(
            `${upstream} ${name}`,
            { kind: SpanKind.CLIENT, attributes: { 'upstream.attempt': attempt } },
            inRequest,
          );
          const traceHeaders: Record<string, string> = {};
          propagator.inject(trace.setSpan(inRequest, call), traceHeaders, setter);
          return {
            headers: traceHeaders,
            onEnd: ({ status, failure }) => endSpan(call, status, failure),
          };
        },
        end({ status, operations, codes }) {
          if (operations.length > 0) span.setAttribute('graphql.operation.name', operations.join());
          if (codes.length > 0) span.setAttribute('graphql.error.codes', [...codes]);
          endSpan(span, status, status >= 500 ? codes[0] : undefined);
        },
      };
    },
    close: () => provider.shutdown().catch(onFailure),
  };
}

function endSpan(span: Span, status: number | undefined, failure: string | undefined): void {
  if (status !== undefined) span.setAttribute('http.response.status_code', status);
  if (failure !== undefined || (status ?? 0) >= 500) {
    span.setStatus({
      code: SpanStatusCode.ERROR,
      ...(failure !== undefined && { message: failure }),
    });
  }
  span.end();
}

const getter = {
  keys: (headers: NodeJS.Dict<string | string[]>) => Object.keys(headers),
  get: (headers: NodeJS.Dict<string | string[]>, name: string) => headers[name],
};

const setter = {
  set(headers: Record<string, string>, name: string, value: string) {
    headers[name] = value;
  },
};
