import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { AttemptObserver, CallAttempt } from './upstream/call-observer.ts';

/** Traces from a request to the calls it makes, joined to the caller's trace by `traceparent`. */
export interface CallTracer {
  /** Starts the span of a request; ended by the function that it gives. */
  startRequest(requestId: string, headers: Readonly<Record<string, unknown>>): RequestSpan;
  onAttempt(attempt: CallAttempt): AttemptObserver | undefined;
  /** Sends what is left. */
  close(): Promise<void>;
}

export interface RequestSpan {
  name(operation: string): void;
  end(status: number, codes: readonly string[]): void;
}

/** Sends spans to an OTLP endpoint over HTTP. Spans hold names and numbers, never a query or a credential. */
export function createTracer(endpoint: string): CallTracer {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'auditgraph' }),
    spanProcessors: [
      new BatchSpanProcessor(
        new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }),
      ),
    ],
  });
  const tracer = provider.getTracer('auditgraph');
  const propagator = new W3CTraceContextPropagator();
  const spans = new Map<string, Span>();
  const getter = {
    keys: (carrier: Record<string, unknown>) => Object.keys(carrier),
    get: (carrier: Record<string, unknown>, key: string) => carrier[key]?.toString(),
  };
  const setter = {
    set: (carrier: Record<string, string>, key: string, value: string) => {
      carrier[key] = value;
    },
  };
  return {
    startRequest(requestId, headers) {
      const parent = propagator.extract(context.active(), { ...headers }, getter);
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, parent);
      span.setAttribute('request.id', requestId);
      spans.set(requestId, span);
      return {
        name: (operation) => span.updateName(operation),
        end(status, codes) {
          spans.delete(requestId);
          span.setAttribute('http.response.status_code', status);
          if (codes.length > 0) span.setAttribute('graphql.error.codes', [...codes]);
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    onAttempt({ upstream, endpoint, requestId, attempt }) {
      const parent = spans.get(requestId);
      if (!parent) return undefined;
      const parentContext = trace.setSpan(context.active(), parent);
      const span = tracer.startSpan(
        `${upstream} ${endpoint}`,
        { kind: SpanKind.CLIENT, attributes: { upstream, endpoint, attempt } },
        parentContext,
      );
      const headers: Record<string, string> = {};
      propagator.inject(trace.setSpan(parentContext, span), headers, setter);
      return {
        headers,
        onEnd({ status, failure }) {
          if (status !== undefined) span.setAttribute('http.response.status_code', status);
          if (failure !== undefined) {
            span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
          }
          span.end();
        },
      };
    },
    close: () => provider.shutdown(),
  };
}
