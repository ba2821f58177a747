// Hocuspocus as its makers set it up, without a database: nothing is stored. With REDIS_URL their extension joins it to other
// instances.
import { Server } from '@hocuspocus/server';

const extensions = [];
if (process.env.REDIS_URL) {
  // Not loaded where it is not used: memory is measured too.
  const { Redis } = await import('@hocuspocus/extension-redis');
  const { hostname: host, port } = new URL(process.env.REDIS_URL);
  extensions.push(new Redis({ host, port: Number(port) }));
}
new Server({ address: '127.0.0.1', port: Number(process.env.PORT), quiet: true, extensions }).listen();
