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
  (isCoder ? coder : bindplane).dispatch(
    { method: 'GET', path, headers: { [header]: req.headers[header] } },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        res.writeHead(status, { 'content-type': headers['content-type'] });
      },
      onResponseData(_controller, chunk) {
        res.write(chunk);
      },
      onResponseEnd() {
        res.end();
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
