import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/** The floor: a REST proxy that copies bytes. Arguments: Coder's URL, Bindplane's URL. */
const [coderUrl, bindplaneUrl] = process.argv.slice(2);
const coder = new Pool(coderUrl!);
const bindplane = new Pool(bindplaneUrl!);

const server = createServer((req, res) => {
  const path = req.url!;
  const isCoder = path.startsWith('/api/v2/');
  const header = isCoder ? 'coder-session-token' : 'x-bindplane-api-key';
  const chunks: Buffer[] = [];
  let head: { readonly status: number; readonly type: string };
  (isCoder ? coder : bindplane).dispatch(
    { method: 'GET', path, headers: { [header]: req.headers[header] } },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        head = { status, type: String(headers['content-type']) };
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      // Head and body in one write: passing on piece by piece took half as long again.
      onResponseEnd() {
        const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        res.writeHead(head.status, { 'content-type': head.type, 'content-length': length });
        for (const chunk of chunks.slice(0, -1)) res.write(chunk);
        res.end(chunks.at(-1));
      },
      onResponseError() {
        res.destroy();
      },
    },
  );
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
