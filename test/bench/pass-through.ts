import { createServer, request as httpRequest, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The floor: a REST proxy that copies bytes. Arguments: Coder's URL, Bindplane's URL. */
const [coderUrl, bindplaneUrl] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

const server = createServer((req, res) => {
  const isCoder = req.url!.startsWith('/api/v2/');
  const header = isCoder ? 'coder-session-token' : 'x-bindplane-api-key';
  const call = httpRequest(
    `${isCoder ? coderUrl : bindplaneUrl}${req.url}`,
    { agent, headers: { [header]: req.headers[header] } },
    (answer) => {
      res.writeHead(answer.statusCode!, { 'content-type': answer.headers['content-type'] });
      answer.pipe(res);
    },
  );
  call.end();
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
