// Hocuspocus as its makers set it up, without a database: nothing is stored.
import { Server } from '@hocuspocus/server';

new Server({ address: '127.0.0.1', port: Number(process.env.PORT), quiet: true }).listen();
