/** Properties run many more cases: `AUDITGRAPH_LONG=1`. */
export const longRun = process.env['AUDITGRAPH_LONG'] === '1';
