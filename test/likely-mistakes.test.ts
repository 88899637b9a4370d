import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/config.ts';

describe('a name that is nearly that of a setting', () => {
  it.each([
    ['CODER_ULR', 'CODER_URL'],
    ['CODER_UR', 'CODER_URL'],
    ['CODER_URI', 'CODER_URL'],
    ['CODERURL', 'CODER_URL'],
    ['CODR_ULR', 'CODER_URL'],
    ['ODER_URL', 'CODER_URL'],
    ['coder_url', 'CODER_URL'],
    ['BINDPLAN_URL', 'BINDPLANE_URL'],
    ['BINDPLANE_APIKEY', 'BINDPLANE_API_KEY'],
    ['BINPLANE_API_KYE', 'BINDPLANE_API_KEY'],
    ['GATEWAY_TOKEN', 'GATEWAY_TOKENS'],
    ['GATEWAY_TOKEN_FILE', 'GATEWAY_TOKENS_FILE'],
    ['CODER_TOKENS', 'CODER_TOKEN'],
    ['CODER_TOKEN_FIEL', 'CODER_TOKEN_FILE'],
    ['RATE_LIMIT_PER_MIN', 'RATE_LIMIT_PER_MINUTE'],
    ['REQUEST_TIMEOUT', 'REQUEST_TIMEOUT_MS'],
    ['ALLOW_ANONYMUS', 'ALLOW_ANONYMOUS'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['TRUSTED_PROXY', 'TRUST_PROXY'],
    ['OTEL_EXPORTER_OTLP_ENDPONT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  ])('stops the start: %s', (name, meant) => {
    expect(() => parseConfig({ [name]: 'value-secret' })).toThrow(
      `  - ${name} is no setting: is ${meant} meant?`,
    );
  });

  it('is passed over where the setting is there as well', () => {
    const { coder } = parseConfig({
      CODER_URL: 'https://coder.example.com',
      CODER_URI: 'https://other.example.com',
    });

    expect(coder?.url).toBe('https://coder.example.com');
  });
});

describe('names of others', () => {
  it.each<[string, string]>([
    [
      'a Coder workspace',
      `CODER CODER_AGENT_TOKEN CODER_AGENT_URL CODER_AGENT_AUTH CODER_AGENT_DEVCONTAINERS_ENABLE
       CODER_WORKSPACE_NAME CODER_WORKSPACE_AGENT_NAME CODER_WORKSPACE_OWNER_NAME CODER_USERNAME
       CODER_WORKSPACE_OWNER CODER_WORKSPACE_ID CODER_SESSION_TOKEN CODER_CONFIG_DIR CODER_HOME
       CODER_USER CODER_HEADER CODER_HEADER_COMMAND CODER_VERBOSE CODER_NO_FEATURE_WARNING
       CODER_SCRIPT_BIN_DIR CODER_SCRIPT_DATA_DIR CODER_TELEMETRY_ENABLE CODER_PROC_PRIO_MGMT`,
    ],
    [
      'a Coder server',
      `CODER_ACCESS_URL CODER_WILDCARD_ACCESS_URL CODER_HTTP_ADDRESS CODER_PG_CONNECTION_URL
       CODER_TLS_CERT_FILE CODER_TLS_KEY_FILE CODER_TLS_CLIENT_CA_FILE CODER_CACHE_DIRECTORY
       CODER_PROXY_TRUSTED_HEADERS CODER_MAX_TOKEN_LIFETIME CODER_SUPPORT_LINKS CODER_LOGGING_JSON`,
    ],
    [
      'a Bindplane server or agent',
      `BINDPLANE_HOST BINDPLANE_PORT BINDPLANE_LICENSE BINDPLANE_REMOTE_URL BINDPLANE_SECRET_KEY
       BINDPLANE_USERNAME BINDPLANE_PASSWORD BINDPLANE_CONFIG_HOME BINDPLANE_LOGGING_LEVEL
       BINDPLANE_TLS_CERT BINDPLANE_TLS_KEY BINDPLANE_TLS_CA BINDPLANE_STORE_TYPE`,
    ],
    [
      'a shell and a desktop',
      `HOME HOSTNAME HOSTTYPE HOSTS PATH PORTS POST TEMP TERM LANG LC_ALL LOGNAME USER SHELL PWD
       OLDPWD SHLVL EDITOR VISUAL PAGER MAIL DISPLAY OSTYPE MACHTYPE XDG_RUNTIME_DIR SSH_AUTH_SOCK
       DBUS_SESSION_BUS_ADDRESS COLORTERM LS_COLORS TMPDIR TZ DEBUG VERBOSE LOG_COLOR LOG_FILE _`,
    ],
    [
      'Node, npm and other languages',
      `NODE_ENV NODE_OPTIONS NODE_PATH NODE_VERSION NODE_URL NODE_EXTRA_CA_CERTS YARN_VERSION
       npm_config_cache npm_config_user_agent npm_lifecycle_event npm_package_version INIT_CWD
       GOPATH GOPROXY GONOPROXY FTP_PROXY ALL_PROXY RSYNC_PROXY WS_PROXY GOROOT JAVA_HOME PYTHONPATH RUBYOPT CARGO_HOME RUST_BACKTRACE`,
    ],
    [
      'clouds, proxies and builds',
      `FTP_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy ftp_proxy SOCKS_PROXY
       AWS_REGION AWS_ACCESS_KEY_ID AWS_CA_BUNDLE GOOGLE_APPLICATION_CREDENTIALS DOCKER_HOST CI
       GITHUB_TOKEN GITHUB_API_URL GITLAB_TOKEN CI_API_V4_URL SSL_CERT_FILE REQUESTS_CA_BUNDLE`,
    ],
    [
      'other services',
      `DATABASE_URL REDIS_HOST REDIS_PORT REDIS_PASSWORD REDIS_URI REDIS_TLS_URL ORDER_URL MODEL_URL
       API_URL AUTH_URL BASE_URL BACKEND_URL SERVER_URL LOGLEVEL LOG_FORMAT DB_URL PGHOST MYSQL_HOST
       JWT_SECRET JWT_PUBLIC_KEY METRICS_PATH METRICS_HOST MAX_CONNECTIONS PUBLIC_URL GRAPHQL
       RATE_LIMIT CORS_HEADERS GATEWAY_URL GATEWAY_HOST GATEWAY_INTERFACE`,
    ],
    [
      'OpenTelemetry',
      `OTEL_METRICS_EXPORTER OTEL_LOGS_EXPORTER OTEL_EXPORTER_OTLP_METRICS_ENDPOINT OTEL_LOG_LEVEL
       OTEL_EXPORTER_OTLP_LOGS_ENDPOINT OTEL_EXPORTER_OTLP_HEADERS OTEL_EXPORTER_OTLP_TIMEOUT
       OTEL_EXPORTER_OTLP_TRACES_HEADERS OTEL_TRACES_SAMPLER OTEL_TRACES_SAMPLER_ARG
       OTEL_PROPAGATORS OTEL_EXPORTER_OTLP_LOGS_PROTOCOL OTEL_EXPORTER_OTLP_INSECURE
       OTEL_EXPORTER_OTLP_COMPRESSION OTEL_EXPORTER_OTLP_CERTIFICATE OTEL_NODE_RESOURCE_DETECTORS`,
    ],
  ])('are passed over: %s', (_whose, names) => {
    const environment = Object.fromEntries(names.split(/\s+/).map((name) => [name, 'value']));

    expect(() => parseConfig(environment)).not.toThrow();
  });

  it('are passed over: services of a cluster', () => {
    const services = 'CODER BINDPLANE REDIS METRICS GATEWAY'.split(' ').flatMap((service) => [
      [`${service}_PORT`, 'tcp://10.0.0.1:80'],
      [`${service}_SERVICE_HOST`, '10.0.0.1'],
      [`${service}_SERVICE_PORT`, '80'],
      [`${service}_PORT_80_TCP`, 'tcp://10.0.0.1:80'],
      [`${service}_PORT_80_TCP_ADDR`, '10.0.0.1'],
    ]);

    expect(parseConfig(Object.fromEntries(services) as Record<string, string>)).toEqual(
      parseConfig({}),
    );
  });
});
