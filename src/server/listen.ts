import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Where to listen. */
interface Place {
  readonly host: string;
  readonly port: number;
  /** The setting that the port is from. */
  readonly portName?: string;
}

/** There is no listening here; the message names the setting to change. */
class ListenError extends Error {
  override name = 'ListenError' as const;
  /** The system's, such as EADDRINUSE. */
  readonly code: string;

  constructor(code: string, message: string, options: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Starts to listen; resolves with the server's URL, without a slash at its end. */
export async function listen(server: Server, place: Place): Promise<string> {
  server.listen(place.port, place.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw describe(error, place);
  }
  const { address, family, port: taken } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
}

function describe(error: unknown, { host, port, portName = 'PORT' }: Place): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const reason = {
    EADDRINUSE: `something else listens at ${portName} ${port} of HOST ${host} already`,
    EACCES: `it may not listen at ${portName} ${port}, or not on HOST ${host}`,
    EADDRNOTAVAIL: `HOST ${host} is no address of this machine`,
    EAFNOSUPPORT: `HOST ${host} is of a kind that this machine does not have`,
    ENOTFOUND: `HOST ${host} is a name that leads to no address`,
    EAI_AGAIN: `HOST ${host} is a name that cannot be looked up now`,
  }[code];
  if (reason === undefined) return error;
  return new ListenError(code, `${reason} (${code}).`, { cause: error });
}
