// A broadcaster on Socket.IO, with what its makers advise for many clients: WebSocket alone, native helpers of `ws`
// (bufferutil), the first request not kept. With REDIS_URL their adapter joins it to other instances.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false, perMessageDeflate: false });
if (process.env.REDIS_URL) {
  // Not loaded where it is not used: memory is measured too.
  const { createAdapter } = await import('@socket.io/redis-adapter');
  const { Redis } = await import('ioredis');
  const connect = () => new Redis(process.env.REDIS_URL);
  io.adapter(createAdapter(connect(), connect()));
}
io.engine.on('connection', (socket) => {
  socket.request = null;
});
io.on('connection', (socket) => {
  socket.on('join', (room, done) => {
    socket.join(room);
    done();
  });
  socket.on('say', (room, text) => io.to(room).emit('said', text));
});
http.listen(Number(process.env.PORT), '127.0.0.1');
